/// W-TinyLFU (Einziger, Friedman, Manes: TinyLFU, a highly efficient cache admission policy, ACM ToS 2017).
///
/// A newcomer first lives in a window, an LRU list of 1 % of the capacity. When it is pushed out of there, it is
/// compared with the entry that the main part would evict: the one that was used more often lately, by a
/// `FrequencySketch`, stays. The main part is a segmented LRU: entries used there move from `probation` to
/// `protected` (80 % of it), and the least recent ones of that fall back.
struct TinyLFUPolicy: EvictionPolicy {
    private static let window = 1
    private static let probation = 2
    private static let protected = 3
    private static let windowShare = 0.01
    private static let protectedShare = 0.8

    var entries = EntryLists(listCount: 3)
    var capacity: EvictionCapacity
    private var sketch = FrequencySketch()

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    var extraByteCount: Int { sketch.byteCount }

    private var windowSize: Double { max(1, Double(capacity.entries) * Self.windowShare) }
    private var protectedSize: Double { (Double(capacity.entries) - windowSize) * Self.protectedShare }

    mutating func accessed(_ slot: EntryLists.Slot) {
        sketch.add(entries.id(of: slot))
        guard entries.list(of: slot) != Self.window else { return entries.move(slot, to: Self.window) }
        entries.move(slot, to: Self.protected)
        while size(Self.protected) > protectedSize {
            let demoted = entries.oldest(of: Self.protected)
            entries.move(demoted, to: Self.probation)
        }
    }

    mutating func prepare(for newcomer: Newcomer, ghost: EntryLists.Slot?) {
        sketch.reserve(min(entries.count + 1, capacity.entries))
        sketch.add(newcomer.id)
    }

    mutating func evict(for newcomer: Newcomer?) -> EntryID? {
        let inMain = entries.isEmpty(Self.probation) ? Self.protected : Self.probation
        let isWindowFull = size(Self.window, adding: newcomer?.weight) > windowSize
        guard isWindowFull, !entries.isEmpty(Self.window), !entries.isEmpty(inMain) else {
            return removeOldest(of: inMain) ?? removeOldest(of: Self.window)
        }
        let candidate = entries.oldest(of: Self.window)
        let victim = entries.oldest(of: inMain)
        guard sketch.estimate(entries.id(of: candidate)) > sketch.estimate(entries.id(of: victim)) else {
            return removeOldest(of: Self.window)
        }
        entries.move(candidate, to: Self.probation)
        let id = entries.id(of: victim)
        entries.remove(victim)
        return id
    }

    mutating func admit(_ newcomer: Newcomer) {
        entries.insert(newcomer.id, weight: newcomer.weight, into: Self.window)
        while size(Self.window) > windowSize, entries.count(of: Self.window) > 1 {
            let oldest = entries.oldest(of: Self.window)
            entries.move(oldest, to: Self.probation)
        }
    }

    var notes: [UInt8] {
        var writer = SnapshotWriter()
        sketch.write(to: &writer)
        return writer.bytes
    }

    mutating func restore(notes: [UInt8]) -> Bool {
        var reader = SnapshotReader(notes)
        guard let sketch = FrequencySketch(from: &reader), reader.isAtEnd else { return false }
        self.sketch = sketch
        return true
    }
}
