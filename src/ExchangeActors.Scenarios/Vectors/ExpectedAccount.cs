using System.Collections.Immutable;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>A position afterwards; <paramref name="Entry"/> is null when it does not matter.</summary>
internal sealed record ExpectedPosition(MarketId Market, decimal Size, decimal? Entry);

/// <summary>An account afterwards; a null part does not matter. Without a position listed there must be none.</summary>
internal sealed record ExpectedAccount(AccountId Id, decimal? Wallet, ImmutableArray<ExpectedPosition>? Positions)
{
    /// <summary>Reads <c>expect.accounts</c>.</summary>
    public static ImmutableArray<ExpectedAccount> Read(VectorDraft draft, VectorSetting setting)
    {
        var accounts = ImmutableArray.CreateBuilder<ExpectedAccount>();
        foreach (var (name, reader) in VectorDraft.Named(draft.Expect.Object("accounts", false)))
        {
            var wallet = reader.OptionalAmount("wallet");
            var positions = reader.Object("positions", false);
            accounts.Add(
                new ExpectedAccount(new AccountId(name), wallet,
                    positions is null ? null
                    : [.. VectorDraft.Named(positions).Select(position => Position(positions, position, setting))]));
            reader.Done();
        }

        return accounts.ToImmutable();
    }

    /// <summary>Compares with the account as it is.</summary>
    public void Compare(ExchangeState state, decimal tick, Comparison found)
    {
        var account = state.Account(Id);
        var path = $"accounts.{Id}";
        found.Within($"{path}.wallet", Wallet, account.Wallet.Value, tick);
        if (Positions is not { } expected)
        {
            return;
        }

        foreach (var position in expected)
        {
            var held = account.Positions.GetValueOrDefault(position.Market);
            found.Exact($"{path}.positions.{position.Market}.size", position.Size, held?.Size.Value ?? 0m);
            if (held is { Size.IsZero: false } && held.Size.Value == position.Size && position.Entry is { } entry
                && Math.Abs(held.Cost.Value - (entry * held.Size.Value)) >= tick)
            {
                found.Add($"{path}.positions.{position.Market}.entry", Comparison.Text(entry),
                    Comparison.Text(held.Cost.Value / held.Size.Value));
            }
        }

        foreach (var (market, held) in account.Positions)
        {
            if (!held.Size.IsZero && expected.All(position => position.Market != market))
            {
                found.Add($"{path}.positions.{market}", "none", held.Size.ToString());
            }
        }
    }

    /// <summary>Compares an account with what the vector began with.</summary>
    public static void Untouched(VectorAccount before, ExchangeState state, Comparison found) =>
        new ExpectedAccount(
            before.Id, before.Wallet.Value,
                [.. before.Positions.Select(position => new ExpectedPosition(position.Market, position.Size.Value, position.Entry.Value))])
        .Compare(state, Largest.Fineness, found);

    private static ExpectedPosition Position(ObjectReader parent, (string Name, ObjectReader Reader) position, VectorSetting setting)
    {
        var size = position.Reader.Amount("size");
        var entry = position.Reader.OptionalAmount("entry");
        position.Reader.Done();
        return new ExpectedPosition(VectorDraft.Listed(parent, position.Name, position.Name, setting), size, entry);
    }
}
