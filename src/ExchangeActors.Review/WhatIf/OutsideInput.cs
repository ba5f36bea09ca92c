using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.WhatIf;

/// <summary>Something that came from outside: a command as it was recorded.</summary>
/// <param name="To">Who was told.</param>
/// <param name="Id">The command's number, of its source.</param>
/// <param name="Body">The command.</param>
/// <param name="At">Exchange time.</param>
public sealed record OutsideInput(EntityRef To, CommandId Id, Message Body, Moment At);

/// <summary>
/// The opening under other rules: where they have other vaults, the money that was brought against losses (the fund's seed and the vaults'
/// deposits) is split as they say, and the vaults are opened that they have. All else stays as it was recorded.
/// </summary>
internal sealed class Opening
{
    private readonly ExchangeRules _rules;
    private readonly HashSet<EventRef> _events = [];
    private readonly Money _means;
    private readonly bool _same;
    private bool _done;

    /// <summary>The opening of a record under other rules.</summary>
    public Opening(ReviewedJournal journal, ExchangeRules rules)
    {
        _rules = rules;
        var recorded = journal.Rules;
        foreach (var head in journal.ReadStreams().Where(head =>
            head.Stream.Kind == EntityKind.Liquidation || recorded.IsVault(new AccountId(head.Stream.Id))))
        {
            foreach (var row in journal.ReadStream(head.Stream).TakeWhile(row => MeansOf(row.Recorded.Event) is not null))
            {
                _events.Add(row.Recorded.Id);
                _means += MeansOf(row.Recorded.Event)!.Value;
            }
        }

        _same = recorded.Vaults.SequenceEqual(rules.Vaults) && recorded.SplitMeans(_means) == rules.SplitMeans(_means);
    }

    /// <summary>True when this event's input is not fed as it was recorded.</summary>
    public bool Changes(EventRef id) => !_same && _events.Contains(id);

    /// <summary>What is to be fed in the place of this event's input.</summary>
    public IEnumerable<OutsideInput> InPlaceOf(EventRef id, OutsideInput input)
    {
        if (!Changes(id))
        {
            yield return input;
            yield break;
        }

        if (_done)
        {
            yield break;
        }

        _done = true;
        var (each, fund) = _rules.SplitMeans(_means);
        foreach (var vault in _rules.Vaults)
        {
            yield return input with { To = EntityRef.Account(vault), Body = new OpenAccount(input.Id, vault, AccountKind.Vault, each, []) };
        }

        if (fund > Money.Zero)
        {
            yield return input with { To = EntityRef.Liquidation(_rules.Pool), Body = new SeedInsuranceFund(input.Id, fund) };
        }
    }

    private static Money? MeansOf(DomainEvent @event) => @event switch
    {
        InsuranceFundSeeded seeded => seeded.Amount,
        AccountOpened { Kind: AccountKind.Vault } opened => opened.Deposit,
        _ => null,
    };
}
