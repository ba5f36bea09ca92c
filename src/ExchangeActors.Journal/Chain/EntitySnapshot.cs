namespace ExchangeActors.Journal.Chain;

/// <summary>An entity's state after the event at the chain's head, as the snapshot store holds it.</summary>
/// <param name="Chain">Stream, sequence and hash from which recovery goes on verifying.</param>
/// <param name="State">The state record; its type must be in the closed table.</param>
public sealed record EntitySnapshot(HashChain Chain, object State);
