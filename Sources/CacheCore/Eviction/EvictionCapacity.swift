/// How much a pool of entries may hold.
public struct EvictionCapacity: Sendable, Equatable {
    /// The number of entries, at least 1.
    public var entries: Int
    /// Bytes of all entries together, at least 1; nil for no bound.
    public var bytes: Int?

    public init(entries: Int, bytes: Int? = nil) {
        self.entries = max(entries, 1)
        self.bytes = bytes.map { max($0, 1) }
    }

    /// Whether so many entries of so many bytes fit in.
    func allows(count: Int, weight: Int) -> Bool {
        count <= entries && (bytes.map { weight <= $0 } ?? true)
    }

    /// The size of a part of a pool in entries, where bytes count as the entries whose room they take. It lets the
    /// segments of a policy follow both bounds: a pool is full when its size is `entries`.
    func size(count: Int, weight: Int) -> Double {
        guard let bytes else { return Double(count) }
        return max(Double(count), Double(weight) * (Double(entries) / Double(bytes)))
    }
}
