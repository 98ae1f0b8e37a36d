/// How much of the query log is kept: what is beyond any of the limits goes, oldest first.
public struct QueryLogLimits: Sendable, Equatable {
    public var rows: Int
    /// Of text, roughly; nil for no limit.
    public var bytes: Int?
    /// Seconds; nil for no limit.
    public var age: Double?
    /// For how many seconds the hourly sums are kept that reports are made of; nil for ever.
    public var history: Double?

    public init(
        rows: Int = 100_000, bytes: Int? = 256 << 20, age: Double? = 30 * 86_400, history: Double? = 400 * 86_400
    ) {
        self.rows = rows
        self.bytes = bytes
        self.age = age
        self.history = history
    }
}
