using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

/// <summary>What is not made of the stated letters becomes no stream, no key and no line on a terminal.</summary>
public sealed class IdentifierTests : IDisposable
{
    private static readonly Moment At = new(1_760_140_000_000);

    /// <summary>
    /// Ids with one character, anywhere, that no id has: control characters, surrogates, spaces, quotes, slashes, other scripts.
    /// </summary>
    private static readonly Gen<string> Odd = Gen.Select(
        Gen.String[Gen.Char["abcXYZ019-_.:@"], 0, 12],
        Gen.Char.Where(letter => !IsAllowed(letter)),
        Gen.Int[0, 12],
        (text, letter, place) => text.Insert(Math.Min(place, text.Length), letter.ToString()));

    private static readonly Gen<string> Fine = Gen.Select(
        Gen.Char["abcXYZ019_@"], Gen.String[Gen.Char["abcXYZ019-_:@"], 0, 63], (first, rest) => first + rest);

    private readonly ExchangeFixture _exchange = new();

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void An_id_of_other_characters_is_refused_wherever_a_command_names_it() => Odd.Sample(
        odd =>
        {
            Assert.False(Identifier.IsValid(odd));
            Assert.False(Identifier.IsValidMarket(odd));
            foreach (var (to, id, command) in Naming(odd))
            {
                var before = _exchange.Exchange.State.Hash();
                var refused = Assert.IsType<CommandRefused>(_exchange.Exchange.Submit(to, id, command, At));
                Assert.Equal("invalid-id", refused.Code);
                Assert.Equal(Identifier.Plain(refused.Detail), refused.Detail);
                Assert.Equal(before, _exchange.Exchange.State.Hash());
            }
        },
        iter: 300);

    [Theory]
    [InlineData("")]
    [InlineData("-alice")]
    [InlineData(".alice")]
    [InlineData(":alice")]
    [InlineData("=1+1")]
    [InlineData("a/b")]
    [InlineData("a\u0000")]
    [InlineData("\ud800")]
    [InlineData("a\nb")]
    [InlineData("\u001b[2J")]
    [InlineData("ålice")]
    public void What_is_no_id(string odd) => Assert.False(Identifier.IsValid(odd));

    [Fact]
    public void An_id_has_a_greatest_length()
    {
        Assert.True(Identifier.IsValid(new string('a', Identifier.Longest)));
        Assert.False(Identifier.IsValid(new string('a', Identifier.Longest + 1)));
        Assert.True(Identifier.IsValidMarket(new string('a', Identifier.LongestOfMarket)));
        Assert.False(Identifier.IsValidMarket(new string('a', Identifier.LongestOfMarket + 1)));
        Assert.False(Identifier.IsValidMarket("BTC.PERP"));
    }

    [Fact]
    public void An_id_of_the_stated_characters_is_taken() => Fine.Sample(
        fine =>
        {
            using var exchange = new ExchangeFixture();
            var (account, id) = (new AccountId(fine), new CommandId(fine, 1));
            Assert.IsType<CommandAccepted>(exchange.Exchange.Submit(
                EntityRef.Account(account),
                id,
                new OpenAccount(id, account, AccountKind.Trader, new Money(1m), [], new OwnerId(fine)),
                At));
            exchange.Run();
        },
        iter: 50);

    [Fact]
    public void A_time_outside_of_the_calendar_is_refused()
    {
        foreach (var time in new[] { long.MinValue, -62_135_596_800_001, 253_402_300_800_000, long.MaxValue })
        {
            var id = new CommandId("clock", 1);
            var refused = Assert.IsType<CommandRefused>(_exchange.Exchange.Submit(
                EntityRef.Account(new AccountId("alice")), id, new Deposit(id, new Money(1m)), new Moment(time)));
            Assert.Equal("invalid-time", refused.Code);
            Assert.EndsWith("ms since 1970 is not in the calendar", refused.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_reason_for_a_halt_is_plain_text()
    {
        foreach (var reason in new[] { "\u001b[2J", "two\nlines", new string('x', 1_001), "\ud800" })
        {
            var id = new CommandId("operator", 1);
            var refused = Assert.IsType<CommandRefused>(_exchange.Exchange.Submit(
                EntityRef.Market(new MarketId("ETH-PERP")), id, new HaltMarket(id, reason), At));
            Assert.Equal("invalid-text", refused.Code);
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("grün 日本", "grün 日本")]
    [InlineData("a\u001b[31mb\n\u0000", "a\\u001b[31mb\\u000a\\u0000")]
    [InlineData("\u202egnp", "\\u202egnp")]
    public void What_is_shown_of_a_text_does_nothing_to_a_terminal(string text, string shown) =>
        Assert.Equal(shown, Identifier.Plain(text));

    [Fact]
    public void Halves_of_surrogate_pairs_are_shown_as_their_code_and_pairs_as_they_are()
    {
        Assert.Equal("\\ud800x", Identifier.Plain("\ud800x"));
        Assert.Equal("x\\udc00", Identifier.Plain("x\udc00"));
        Assert.Equal("\U0001f600", Identifier.Plain("\U0001f600"));
    }

    [Theory]
    [InlineData("@alice", "'@alice")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("alice", "alice")]
    [InlineData(null, "")]
    public void A_cell_is_no_formula(string? text, string cell) => Assert.Equal(cell, Identifier.Cell(text));

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '@';

    private IEnumerable<(EntityRef To, CommandId Id, Message Command)> Naming(string odd)
    {
        var (alice, eth, id) = (new AccountId("alice"), new MarketId("ETH-PERP"), new CommandId("client", 1));
        var (account, market) = (EntityRef.Account(alice), EntityRef.Market(eth));
        var instrument = _exchange.Rules[eth];
        yield return (EntityRef.Account(new AccountId(odd)), id, new Deposit(id, new Money(1m)));
        yield return (EntityRef.Liquidation(odd), id, new SeedInsuranceFund(id, new Money(1m)));
        yield return (account, new CommandId(odd, 1), new Deposit(new CommandId(odd, 1), new Money(1m)));
        yield return (account, id, new OpenAccount(id, new AccountId(odd), AccountKind.Trader, new Money(1m), []));
        yield return (account, id, new OpenAccount(id, alice, AccountKind.Trader, new Money(1m), [], new OwnerId(odd)));
        yield return (account, id, new OpenAccount(
            id, alice, AccountKind.Trader, new Money(1m), [new OpeningPosition(new MarketId(odd), new Quantity(1m), new Price(1m), null)]));
        yield return (market, id, new ListMarket(id, instrument with { Id = new MarketId(odd) }));
        yield return (account, id, new CancelAllOrders(id, new MarketId(odd)));
        yield return (account, id, new PlaceQuotes(id, new MarketId(odd), [], MarkBoard.Empty));
        yield return (account, id, new PlaceOrder(
            id,
            new MarketId(odd),
            Side.Buy,
            new Quantity(1m),
            null,
            TimeInForce.ImmediateOrCancel,
            false,
            MarginMode.Cross,
            MarkBoard.Empty));
    }
}
