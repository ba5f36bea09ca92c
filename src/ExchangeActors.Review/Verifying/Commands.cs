using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Verifying;

/// <summary>What can be known of a message that came from outside of the exchange.</summary>
internal static class Commands
{
    /// <summary>The id of a command; null when the message is of a kind that only entities send.</summary>
    public static CommandId? IdOf(Message message) => message switch
    {
        OpenAccount command => command.Id,
        Deposit command => command.Id,
        Withdraw command => command.Id,
        PlaceOrder command => command.Id,
        PlaceQuotes command => command.Id,
        CancelOrder command => command.Id,
        CancelAllOrders command => command.Id,
        ListMarket command => command.Id,
        UpdatePrice command => command.Id,
        UpdateFunding command => command.Id,
        HaltMarket command => command.Id,
        ResumeMarket command => command.Id,
        SeedInsuranceFund command => command.Id,
        Tick command => command.Id,
        _ => null,
    };

    /// <summary>The marks that a command says were seen when it was given.</summary>
    public static MarkBoard MarksOf(Message message) => message switch
    {
        Withdraw command => command.Marks,
        PlaceOrder command => command.Marks,
        PlaceQuotes command => command.Marks,
        _ => MarkBoard.Empty,
    };

    /// <summary>The exchange time that the command itself states; null when it states none.</summary>
    public static Moment? TimeOf(Message message) => message switch
    {
        UpdatePrice command => command.At,
        Tick command => command.At,
        _ => null,
    };
}
