/// Which rows of the query log are wanted.
public struct QueryLogPage: Sendable {
    public var tenant: Tenant?
    /// Rows from this moment on; nil for all.
    public var from: Timestamp?
    /// Rows after this one.
    public var after: Int64
    public var limit: Int

    public init(tenant: Tenant? = nil, from: Timestamp? = nil, after: Int64 = 0, limit: Int = 100) {
        self.tenant = tenant
        self.from = from
        self.after = after
        self.limit = limit
    }
}

/// A row of the query log with its number, which grows with each row, and the prompt of the entry that it names.
public struct NumberedRecord: Sendable, Equatable {
    public let number: Int64
    public let record: QueryRecord
    /// As `CacheRequest.keyText`; nil without an entry, or when it is gone.
    public let question: String?

    public init(number: Int64, record: QueryRecord, question: String?) {
        self.number = number
        self.record = record
        self.question = question
    }
}
