using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>A hint that the account's margin could have broken at these marks. The account decides.</summary>
public sealed record CheckMargin(MarkBoard Marks) : Message;
