using ExchangeActors.Node.Service;
using ExchangeActors.Node.Service.Commands;

namespace ExchangeActors.Node.Tests.Service;

/// <summary>Numbers of callers' commands: one key has one effect, whatever is under way beside it.</summary>
public sealed class CommandRegisterTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_whose_command_had_no_effect_gets_a_new_number_but_not_while_another_request_may_have_one()
    {
        await using var store = ServiceStore.Open(_folder.File("service.db"));
        var register = new CommandRegister(store);
        var first = await Register();
        var second = await Register();
        Assert.Equal((first.Number, true, false), (second.Number, first.IsNew, second.IsNew));

        // The second is still on its way to the entity, under that number.
        await register.GiveUp(first.Number, hadNoEffect: true);
        var third = await Register();
        Assert.Equal(first.Number, third.Number);

        await register.Answer(second.Number, new GivenAnswer(200, "{}"));
        await register.GiveUp(third.Number, hadNoEffect: true);
        Assert.Equal((first.Number, "{}"), ((await Register()).Number, (await Register()).Answer!.Body));

        Task<RegisteredCommand> Register() => register.Register("caller", "key", "account/alice", null, [1], 0);
    }

    [Fact]
    public async Task Alone_it_gets_a_new_number_only_when_it_had_no_effect_for_sure()
    {
        await using var store = ServiceStore.Open(_folder.File("service.db"));
        var register = new CommandRegister(store);
        var first = await Register();
        await register.GiveUp(first.Number, hadNoEffect: false);
        var second = await Register();
        await register.GiveUp(second.Number, hadNoEffect: true);
        var third = await Register();

        Assert.Equal((first.Number, false), (second.Number, second.IsNew));
        Assert.Equal((true, true), (third.Number > first.Number, third.IsNew));

        Task<RegisteredCommand> Register() => register.Register("caller", "key", "account/alice", null, [1], 0);
    }
}
