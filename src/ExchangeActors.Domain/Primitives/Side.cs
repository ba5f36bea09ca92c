namespace ExchangeActors.Domain.Primitives;

/// <summary>The side of an order, or of a fill from its owner's view.</summary>
public enum Side
{
    /// <summary>Buys the contract.</summary>
    Buy = 0,

    /// <summary>Sells the contract.</summary>
    Sell = 1,
}

/// <summary>Arithmetic on sides.</summary>
public static class SideArithmetic
{
    /// <summary>+1 for a buy, −1 for a sell: the sign of the change of the owner's position.</summary>
    public static int Sign(this Side side) => side == Side.Buy ? 1 : -1;

    /// <summary>The other side.</summary>
    public static Side Opposite(this Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    /// <summary>The side of the order that closes a position of this signed size.</summary>
    public static Side ClosingSide(this Quantity size) => size.Value > 0m ? Side.Sell : Side.Buy;

    /// <summary>The change of the owner's signed size when <paramref name="quantity"/> (unsigned) trades on this side.</summary>
    public static Quantity Delta(this Side side, Quantity quantity) => side == Side.Buy ? quantity : -quantity;
}
