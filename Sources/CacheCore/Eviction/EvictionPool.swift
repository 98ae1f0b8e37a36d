/// Entries that share a capacity, and the policy that says which of them go.
///
/// A value without threads. Every call takes constant time (amortised) but for those that go through all entries and
/// say so. It never holds more than its capacity, whatever it is told, unless pinned entries alone do: they stay.
public struct EvictionPool: Sendable {
    public let algorithm: EvictionAlgorithm
    private var policy: any EvictionPolicy

    public init(_ algorithm: EvictionAlgorithm, capacity: EvictionCapacity) {
        self.algorithm = algorithm
        policy = algorithm.makePolicy(capacity: capacity)
    }

    /// A smaller capacity takes effect at the next insertion.
    public var capacity: EvictionCapacity {
        get { policy.capacity }
        set { policy.capacity = newValue }
    }
    /// The number of entries, pinned ones included.
    public var count: Int { policy.entries.count }
    /// Bytes of all entries.
    public var weight: Int { policy.entries.weight }
    /// The memory that the policy holds, ghosts and maps included, in bytes.
    public var byteCount: Int { policy.entries.byteCount + policy.extraByteCount }

    public func contains(_ id: EntryID) -> Bool {
        policy.entries.slot(of: id).map { !policy.entries.isGhost($0) } ?? false
    }

    /// Adds an entry, or notes that one was written anew, and evicts what has to go for it.
    ///
    /// - Parameters:
    ///   - weight: in bytes.
    ///   - isPinned: whether it is protected from eviction; nil leaves that as it is.
    ///   - evicted: gets the ids that are no longer in the pool. An entry that was written anew may be among them.
    /// - Returns: false when the entry was not taken in, because it is heavier than the capacity or because pinned
    ///   entries leave no room.
    public mutating func insert(
        _ id: EntryID, weight: Int, isPinned: Bool? = nil, evicted: inout [EntryID]
    ) -> Bool {
        policy.insert(Newcomer(id: id, weight: max(weight, 0), isPinned: isPinned), evicted: &evicted)
    }

    /// Notes that an entry was used; unknown ids are passed over.
    public mutating func access(_ id: EntryID) { policy.access(id) }

    /// Takes an entry out, and forgets its ghost.
    public mutating func remove(_ id: EntryID) { policy.remove(id) }

    /// Protects an entry from eviction, or no longer.
    public mutating func setPinned(_ isPinned: Bool, _ id: EntryID) { policy.setPinned(isPinned, id) }

    /// Evicts one entry; nil when nothing can go.
    public mutating func evict() -> EntryID? { policy.evictOne() }

    /// The ids of all entries, in no particular order. Goes through all of them.
    public var ids: [EntryID] {
        let entries = policy.entries
        return (0..<entries.listCount).flatMap { list in
            entries.members(of: list).lazy.filter { !entries.isGhost($0) }.map { entries.id(of: $0) }
        }
    }
}

extension EvictionPool {
    private static let snapshotVersion: UInt64 = 1

    /// The whole state as bytes. Goes through all entries.
    public var snapshot: [UInt8] {
        var writer = SnapshotWriter()
        writer.write(Self.snapshotVersion)
        writer.write(Array(algorithm.rawValue.utf8))
        policy.entries.write(to: &writer)
        writer.write(policy.notes)
        return writer.bytes
    }

    /// A pool as it was when the snapshot was made, brought below the capacity given; nil when the bytes are no
    /// snapshot of this algorithm.
    public init?(_ algorithm: EvictionAlgorithm, capacity: EvictionCapacity, snapshot: [UInt8]) {
        var reader = SnapshotReader(snapshot)
        var policy = algorithm.makePolicy(capacity: capacity)
        guard reader.readNumber() == Self.snapshotVersion, reader.readPart() == Array(algorithm.rawValue.utf8),
            policy.entries.read(from: &reader, mayAddLists: algorithm == .lfu), let notes = reader.readPart(),
            reader.isAtEnd, policy.restore(notes: notes)
        else { return nil }
        self.algorithm = algorithm
        while !capacity.allows(count: policy.entries.count, weight: policy.entries.weight), policy.evictOne() != nil {}
        self.policy = policy
    }
}
