using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Tests.Fixtures;

/// <summary>Rules with a mistake, as long as it is not mended: whoever decides such a message fails.</summary>
internal sealed class Mistakes(Func<Account, Message, bool> fails)
{
    /// <summary>True once the program is mended.</summary>
    public bool Mended { get; set; }

    /// <summary>How often somebody failed.</summary>
    public int Failures { get; private set; }

    /// <summary>The rules.</summary>
    public DeciderSet Deciders => Domain.Entities.Deciders.All with
    {
        Account = Domain.Entities.Deciders.Account with
        {
            Decide = (state, message, rules, now) =>
            {
                if (!Mended && fails(state, message))
                {
                    Failures++;
                    throw new DivideByZeroException("planted");
                }

                return state.Decide(message, rules, now);
            },
        },
    };

    /// <summary>Fails at the forced close of an account.</summary>
    public static Mistakes AtForcedCloseOf(string account) =>
        new((state, message) => message is ForceClose && state.Id.Value == account);
}
