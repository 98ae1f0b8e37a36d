/// ARC, the adaptive replacement cache (Megiddo, Modha: ARC, a self-tuning, low overhead replacement cache, FAST 2003).
///
/// Entries used once lately (T1, here `recent`) and entries used more than once (T2, `frequent`) are kept apart, each
/// as an LRU list. The ids of what was evicted from either stay as ghosts (B1, B2). A newcomer that is still a ghost
/// shows which list was too short, and moves the target p, the share of `recent`, that way. A scan goes through
/// `recent` only.
///
/// Invariants: T1 + B1 holds at most the capacity c; all four lists hold at most 2 c; 0 ≤ p ≤ c. Entries may also be
/// removed and have weights, so each "if full" of the paper is a "while full" here; with weights of 1 and without
/// removals the steps are the paper's.
struct ARCPolicy: EvictionPolicy {
    private static let recent = 1
    private static let recentGhosts = 2
    private static let frequent = 3
    private static let frequentGhosts = 4

    private enum Origin { case unknown, recentGhost, frequentGhost }

    var entries = EntryLists(listCount: 4, ghosts: [recentGhosts, frequentGhosts])
    var capacity: EvictionCapacity {
        didSet { target = min(target, Double(capacity.entries)) }
    }
    /// p: the size that `recent` should have, in the unit of `EvictionCapacity.size`.
    private(set) var target = 0.0
    /// Where the newcomer comes from that `prepare` was called for.
    private var origin = Origin.unknown

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    mutating func accessed(_ slot: EntryLists.Slot) { entries.move(slot, to: Self.frequent) }

    mutating func prepare(for newcomer: Newcomer, ghost: EntryLists.Slot?) {
        guard let ghost else {
            origin = .unknown
            return forgetGhosts(for: newcomer)
        }
        let ghosts = (recent: size(Self.recentGhosts), frequent: size(Self.frequentGhosts))
        let unit = capacity.size(count: 1, weight: newcomer.weight)
        if entries.list(of: ghost) == Self.recentGhosts {
            origin = .recentGhost
            target = min(Double(capacity.entries), target + unit * max(1, ghosts.frequent / ghosts.recent))
        } else {
            origin = .frequentGhost
            target = max(0, target - unit * max(1, ghosts.recent / ghosts.frequent))
        }
        entries.remove(ghost)
    }

    mutating func evict(for newcomer: Newcomer?) -> EntryID? {
        let isUnknown = newcomer != nil && origin == .unknown
        if isUnknown, entries.isEmpty(Self.recentGhosts),
            size(Self.recent, adding: newcomer?.weight) > Double(capacity.entries)
        {
            return removeOldest(of: Self.recent)
        }
        let length = size(Self.recent)
        let isRecentTooLong = length > target || (newcomer != nil && origin == .frequentGhost && length == target)
        let hasRecent = !entries.isEmpty(Self.recent)
        return hasRecent && (isRecentTooLong || entries.isEmpty(Self.frequent))
            ? turnToGhost(Self.recent, Self.recentGhosts) : turnToGhost(Self.frequent, Self.frequentGhosts)
    }

    mutating func admit(_ newcomer: Newcomer) {
        let list = origin == .unknown ? Self.recent : Self.frequent
        origin = .unknown
        entries.insert(newcomer.id, weight: newcomer.weight, into: list)
        // Only a change of weights or of the capacity makes this necessary.
        forgetGhosts(for: nil)
    }

    private mutating func turnToGhost(_ list: Int, _ ghosts: Int) -> EntryID? {
        let slot = entries.oldest(of: list)
        guard slot != EntryLists.none else { return nil }
        entries.move(slot, to: ghosts)
        return entries.id(of: slot)
    }

    /// Keeps the invariants while there is a newcomer to `recent`.
    private mutating func forgetGhosts(for newcomer: Newcomer?) {
        let weight = newcomer?.weight
        let limit = Double(capacity.entries)
        while !entries.isEmpty(Self.recentGhosts), size(Self.recent...Self.recentGhosts, adding: weight) > limit {
            _ = removeOldest(of: Self.recentGhosts)
        }
        while size(Self.recent...Self.frequentGhosts, adding: weight) > 2 * limit,
            removeOldest(of: Self.frequentGhosts) ?? removeOldest(of: Self.recentGhosts) != nil
        {}
    }

    var notes: [UInt8] {
        var writer = SnapshotWriter()
        writer.write(target.bitPattern)
        return writer.bytes
    }

    mutating func restore(notes: [UInt8]) -> Bool {
        var reader = SnapshotReader(notes)
        guard let bits = reader.readNumber(), reader.isAtEnd else { return false }
        let value = Double(bitPattern: bits)
        guard value >= 0, value <= Double(capacity.entries) else { return false }
        target = value
        return true
    }
}
