using ExchangeActors.Scenarios.Draws;

namespace ExchangeActors.Scenarios.Answering;

/// <summary>What one market answers, from tick to tick.</summary>
/// <param name="settings">How it answers.</param>
/// <param name="volatility">Of a day.</param>
/// <param name="bid">Undisturbed depth within 1 % below mid, quote.</param>
/// <param name="ask">Above mid.</param>
/// <param name="seed">The scenario's.</param>
/// <param name="market">The market's place; each has random numbers of its own.</param>
internal sealed class AnsweringBook(AnswerSettings settings, double volatility, double bid, double ask, ulong seed, int market)
{
    private const double Percent = 0.01;
    private const double MostDisplaced = 3.0; // in logarithms: a twentieth, or twenty times
    private const double WindowSeconds = 300.0;
    private const double DaySeconds = 86_400.0;
    private const double DegreesOfFreedom = 3.0; // of the walk's steps: the heavy tail of returns
    private const double LeastShare = 1e-6;

    private readonly double _walked = (double)settings.Walk * WalkFactor((double)settings.WalkScatter, seed, market);
    private readonly Queue<(double Second, double Price)> _window = new();
    private double _transient;
    private double _permanent;
    private double _walk;
    private double _left = 1.0;
    private bool _falling;
    private long _tick;

    /// <summary>Logarithm of the perpetual's price over the given one.</summary>
    public double Perpetual { get; private set; }

    /// <summary>Logarithm of the index over the given one.</summary>
    public double Index { get; private set; }

    /// <summary>Depth within 1 % below mid, quote.</summary>
    public double Bid => bid * (_falling ? _left : Math.Max(_left, (double)settings.OppositeDepth));

    /// <summary>Depth within 1 % above mid, quote.</summary>
    public double Ask => ask * (_falling ? Math.Max(_left, (double)settings.OppositeDepth) : _left);

    /// <summary>True when prices and depths are those of another.</summary>
    public bool IsLike(AnsweringBook other) =>
        (Perpetual, Index, Bid, Ask) == (other.Perpetual, other.Index, other.Bid, other.Ask);

    /// <summary>Goes on to a tick.</summary>
    /// <param name="second">Seconds after the start.</param>
    /// <param name="elapsed">Seconds since the tick before; 0 at the first.</param>
    /// <param name="given">The perpetual's price of the given path.</param>
    /// <param name="flow">What takers did since.</param>
    public void Advance(double second, double elapsed, double given, NetFlow flow)
    {
        Displace(elapsed, flow);
        Collapse(second, elapsed, PortableMath.Log(given) + Perpetual);
    }

    /// <summary>The first half of a tick: where prices go.</summary>
    /// <param name="elapsed">Seconds since the tick before; 0 at the first.</param>
    /// <param name="flow">What takers did since.</param>
    public void Displace(double elapsed, NetFlow flow)
    {
        var traded = (double)(flow.Ordinary + (flow.Liquidations * settings.LiquidationWeight));
        var depth = traded < 0.0 ? Bid : Ask;

        // Volume impact that recovers, under a general shape of the book: Alfonsi, Fruth and Schied, "Optimal execution strategies in limit
        // order books with general shape functions" (2010). Volume counts in depths at the time of trading.
        var volume = depth > 0.0 ? traded / depth : 0.0;
        _transient *= Halved(elapsed, (double)settings.ImpactHalfLifeSeconds);
        _transient += volume * (1.0 - (double)settings.PermanentShare);
        _permanent += volume * (double)settings.PermanentShare;
        Walk(elapsed);
        var displaced = Displaced(_transient + _permanent);
        Perpetual = _walk + displaced;
        Index = _walk + (displaced * (double)settings.PassThrough);
        _tick++;
    }

    /// <summary>Where the book of B·u^κ is walked to by this many depths within 1 %, in logarithms, signed.</summary>
    private double Displaced(double depths)
    {
        if (depths == 0.0 || settings.ImpactScale == 0m)
        {
            return 0.0;
        }

        var moved = (double)settings.ImpactScale * Percent * PortableMath.Power(Math.Abs(depths), 1.0 / (double)settings.BookExponent);
        return Math.Sign(depths) * Math.Min(MostDisplaced, moved);
    }

    private void Walk(double elapsed)
    {
        if (settings.Walk > 0m && elapsed > 0.0)
        {
            // Student's t with three degrees of freedom has the variance 3.
            var random = new RandomStream(seed ^ 0x77616C6BUL, ((ulong)market << 40) | (ulong)_tick);
            var step = Normal(ref random);
            var (a, b, c) = (Normal(ref random), Normal(ref random), Normal(ref random));
            var heavy = step / Math.Sqrt(((a * a) + (b * b) + (c * c)) / DegreesOfFreedom) / Math.Sqrt(DegreesOfFreedom);
            _walk += _walked * Math.Sqrt(elapsed / DaySeconds) * Math.Clamp(heavy, -30.0, 30.0);
            _walk = Math.Clamp(_walk, -MostDisplaced, MostDisplaced);
        }
    }

    private static double WalkFactor(double scatter, ulong seed, int market)
    {
        var random = new RandomStream(seed ^ 0x766F6CUL, (ulong)market);
        return scatter == 0.0 ? 1.0 : PortableMath.Exp(scatter * Normal(ref random));
    }

    /// <summary>The second half of a tick: what depth is left.</summary>
    /// <param name="second">Seconds after the start.</param>
    /// <param name="elapsed">Seconds since the tick before; 0 at the first.</param>
    /// <param name="price">Logarithm of the perpetual's price.</param>
    public void Collapse(double second, double elapsed, double price)
    {
        while (_window.Count > 1 && _window.Peek().Second < second - WindowSeconds)
        {
            _window.Dequeue();
        }

        _window.Enqueue((second, price));
        var move = price - _window.Peek().Price;
        _falling = move < 0.0 || (move == 0.0 && _falling);
        var random = new RandomStream(seed ^ 0x64657074UL, ((ulong)market << 40) | (ulong)(second / WindowSeconds));
        var deviate = settings.CollapseScatter == 0m ? 0.0 : (double)settings.CollapseScatter * Math.Clamp(Normal(ref random), -3.0, 3.0);
        var z = Math.Abs(move) / (volatility * Math.Sqrt(WindowSeconds / DaySeconds));
        _left = 1.0 - ((1.0 - _left) * Halved(elapsed, (double)settings.RefillHalfLifeSeconds));
        _left = Math.Max(LeastShare, Math.Min(_left, DepthCollapse.Left(z, deviate)));
    }

    private static double Halved(double elapsed, double halfLife) => PortableMath.Exp(-elapsed / halfLife * 0.69314718055994531);

    /// <summary>Twelve uniform numbers less six: normal to about three deviations, and the same on every machine.</summary>
    private static double Normal(ref RandomStream random)
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += random.Unit();
        }

        return sum;
    }
}
