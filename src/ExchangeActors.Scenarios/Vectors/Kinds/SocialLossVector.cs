using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Residuals;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>What every contract bears of a loss that nobody paid.</summary>
internal sealed class SocialLossVector : ConformanceVector
{
    private readonly VenueProfile _profile;
    private readonly decimal _quoteTick;
    private readonly Money _loss;
    private readonly Quantity _longs;
    private readonly Quantity _shorts;
    private readonly decimal? _perContract;
    private readonly decimal? _tolerance;
    private readonly string? _rejected;

    private SocialLossVector(VectorDraft draft, VenueProfile profile)
        : base(draft.Title)
    {
        _profile = profile;
        _quoteTick = draft.QuoteTick;
        _loss = new Money(Math.Abs(draft.When.Amount("loss")));
        _longs = new Quantity(draft.When.Amount("openInterestLong"));
        _shorts = new Quantity(draft.When.Amount("openInterestShort"));
        _perContract = draft.Expect.OptionalAmount("lossPerContract");
        _tolerance = draft.Expect.OptionalAmount("tolerance");
        _rejected = draft.Expect.OptionalText("rejected");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) => draft.Venue() is { } profile ? new SocialLossVector(draft, profile) : null;

    private protected override void Work(Comparison found)
    {
        if (_profile.Residual is not SocialLossResidual)
        {
            found.Add("lossPerContract", "a loss", $"none (the venue's residual is \"{_profile.Residual.Name}\", not \"social-loss\")");
            return;
        }

        var perContract = SocialLossResidual.PerContract(_loss, _longs.Absolute, _shorts.Absolute, _quoteTick);
        if (found.NotRejected(_rejected, perContract is null ? "no-open-interest" : null) && _perContract is { } expected
            && Math.Abs(expected - perContract!.Value.Value) > (_tolerance ?? 0m))
        {
            found.Add("lossPerContract", $"{Comparison.Text(expected)} ± {Comparison.Text(_tolerance ?? 0m)}",
                perContract.Value.ToString());
        }
    }
}
