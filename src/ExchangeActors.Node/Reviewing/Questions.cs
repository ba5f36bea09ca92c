namespace ExchangeActors.Node.Reviewing;

/// <summary>What <c>timeline</c> was asked.</summary>
public sealed record TimelineQuestion(string[] Types, string? Account, string? Market, string? Correlation, string? From, string? To,
    long Skip, long Take);

/// <summary>What <c>state</c> was asked.</summary>
public sealed record StateQuestion(string? At, string? Account, string? Market, bool Fund, string? Adl);

/// <summary>What <c>what-if</c> was asked.</summary>
public sealed record WhatIfQuestion(string? Venue, string[] Settings, string? From, string? Journal, int Limit);
