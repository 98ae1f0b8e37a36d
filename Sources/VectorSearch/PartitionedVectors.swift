import CKernels
import CacheCore

/// All vectors of one tenant: which partition has which, and in which slab each lies.
///
/// ```
/// partition ─▶ PartitionTable ─▶ list in the shared slab (small)  or  slab of its own (large)
/// id ─▶ locations ─▶ (slab, slot)
/// ```
///
/// Every change takes the same few steps whatever the sizes. Invariants: `locations` holds each vector once;
/// a partition that is in the table is not empty; slab 0 is the shared one.
///
/// Not safe to share by itself: `TenantIndex` guards it.
final class PartitionedVectors {
    /// A slab with one partition.
    private final class OwnSlab {
        let slab: Slab
        let partition: UInt32
        let signs: SignBits

        init(partition: UInt32, layout: RowLayout, limits: SearchLimits) {
            slab = Slab(layout: layout)
            signs = SignBits(limits: limits)
            self.partition = partition
        }

        var byteCount: Int { slab.byteCount + signs.byteCount }

        func append(_ vector: UnitVector, id: EntryID, original: UInt32) {
            slab.append(vector, id: id, original: original)
            signs.appended(to: slab)
        }

        func append(slot: Int, of other: Slab) {
            slab.append(slot: slot, of: other)
            signs.appended(to: slab)
        }

        func swapRemove(_ slot: Int) {
            slab.swapRemove(slot)
            signs.removed(slot, from: slab)
        }
    }

    /// A slab's number and a slot in it, in one word, which is what the table of locations keeps.
    private struct Location {
        let slab: Int
        let slot: Int

        init(slab: Int, slot: Int) {
            self.slab = slab
            self.slot = slot
        }

        init(_ word: UInt64) {
            self.init(slab: Int(word >> 32), slot: Int(word & 0xffff_ffff))
        }

        var word: UInt64 { UInt64(slab) << 32 | UInt64(slot) }
    }

    let layout: RowLayout
    let limits: SearchLimits
    private let shared: SharedSlab
    /// By number - 1; nil where a partition has gone.
    private var ownSlabs: [OwnSlab?] = []
    private var ownByteCount = 0
    private let partitions = PartitionTable()
    private let locations = HashedSlots<UInt64>()

    init(layout: RowLayout, limits: SearchLimits) {
        self.layout = layout
        self.limits = limits
        shared = SharedSlab(layout: layout)
    }

    var count: Int { locations.count }
    var partitionCount: Int { partitions.count }

    /// Bytes of memory, without the originals.
    var byteCount: Int {
        shared.byteCount + partitions.byteCount + locations.byteCount + ownByteCount
    }

    func count(in partition: PartitionDigest) -> Int {
        guard let number = partitions.number(of: partition) else { return 0 }
        switch partitions[number] {
        case .list(_, let count): return count
        case .slab(let slab): return self.slab(slab).count
        }
    }

    /// The rows of all originals.
    var originals: [UInt32] {
        let slabs = [shared.slab] + ownSlabs.compactMap { $0?.slab }
        return slabs.flatMap { slab in (0..<slab.count).map { slab.original(at: $0) } }
    }
}

// MARK: - Changes

extension PartitionedVectors {
    /// Adds a vector whose id is not there.
    func insert(_ vector: UnitVector, id: EntryID, partition: PartitionDigest, original: UInt32) {
        let number = partitions.number(of: partition) ?? partitions.add(partition)
        let location: Location
        switch partitions[number] {
        case .list(let first, let count):
            let slot = shared.append(
                vector, id: id, original: original, partition: number, before: first)
            partitions[number] = .list(first: slot, count: count + 1)
            location = Location(slab: 0, slot: Int(slot))
        case .slab(let slab):
            let own = ownSlabs[slab - 1]!
            change(own) { $0.append(vector, id: id, original: original) }
            location = Location(slab: slab, slot: own.slab.count - 1)
        }
        locations.insert(location.word, hash: Self.hash(id)) { Self.hash(self.id(at: $0)) }
        if case .list(let first, let count) = partitions[number], count > limits.listed {
            moveToOwnSlab(number, first: first, count: count)
        }
    }

    /// Removes a vector; the row of its original, nil when the id is not there.
    func remove(_ id: EntryID) -> UInt32? {
        let hash = Self.hash(id)
        guard let word = locations.first(hash: hash, where: { self.id(at: $0) == id }) else {
            return nil
        }
        let location = Location(word)
        let slab = slab(location.slab)
        let original = slab.original(at: location.slot)
        locations.remove(word, hash: hash) { Self.hash(self.id(at: $0)) }
        locateLast(of: location.slab, at: location.slot)
        if location.slab == 0 {
            removeShared(location.slot)
        } else {
            removeOwn(location)
        }
        return original
    }

    /// Makes known that a slab's last vector is about to move to `slot`.
    private func locateLast(of slab: Int, at slot: Int) {
        let last = self.slab(slab).count - 1
        guard last != slot else { return }
        locations.replace(
            Location(slab: slab, slot: last).word, with: Location(slab: slab, slot: slot).word,
            hash: Self.hash(self.slab(slab).id(at: last)))
    }

    /// Takes a vector out of the shared slab and its list, whose length is left to the caller.
    private func unlink(_ slot: Int) {
        shared.swapRemove(slot) { partition, first in
            guard case .list(_, let count) = partitions[partition] else { return }
            partitions[partition] = .list(first: first, count: count)
        }
    }

    private func removeShared(_ slot: Int) {
        let partition = shared.partition(of: slot)
        unlink(slot)
        guard case .list(let first, let count) = partitions[partition] else { return }
        partitions[partition] = .list(first: first, count: count - 1)
        if count == 1 { partitions.remove(partition) }
    }

    private func removeOwn(_ location: Location) {
        let own = ownSlabs[location.slab - 1]!
        change(own) { $0.swapRemove(location.slot) }
        if own.slab.count == 0 {
            partitions.remove(own.partition)
            ownByteCount -= own.byteCount
            ownSlabs[location.slab - 1] = nil
        }
    }

    /// Gives a partition that has become large a slab of its own, which it keeps until it is empty.
    private func moveToOwnSlab(_ number: UInt32, first: UInt32, count: Int) {
        let own = OwnSlab(partition: number, layout: layout, limits: limits)
        let index = ownSlabs.firstIndex { $0 == nil } ?? ownSlabs.count
        if index == ownSlabs.count { ownSlabs.append(own) } else { ownSlabs[index] = own }
        let ids = shared.slots(from: first, count: count).map { shared.slab.id(at: Int($0)) }
        for id in ids {
            // Slots change as the list is taken apart, ids do not.
            let hash = Self.hash(id)
            let word = locations.first(hash: hash) { self.id(at: $0) == id }!
            let slot = Location(word).slot
            change(own) { $0.append(slot: slot, of: shared.slab) }
            let location = Location(slab: index + 1, slot: own.slab.count - 1)
            locations.replace(word, with: location.word, hash: hash)
            locateLast(of: 0, at: slot)
            unlink(slot)
        }
        partitions[number] = .slab(index + 1)
    }

    /// Changes a slab and keeps the sum of all sizes.
    private func change(_ own: OwnSlab, _ body: (OwnSlab) -> Void) {
        ownByteCount -= own.byteCount
        body(own)
        ownByteCount += own.byteCount
    }

    private func slab(_ number: Int) -> Slab {
        number == 0 ? shared.slab : ownSlabs[number - 1]!.slab
    }

    private func id(at word: UInt64) -> EntryID {
        let location = Location(word)
        return slab(location.slab).id(at: location.slot)
    }

    private static func hash(_ id: EntryID) -> UInt64 {
        UInt64(bitPattern: id.rawValue)
    }
}

// MARK: - Candidates

extension PartitionedVectors {
    /// A vector that may be among the nearest.
    struct Candidate {
        let id: EntryID
        let original: UInt32
    }

    /// The vectors of a partition whose codes score highest.
    ///
    /// - Parameters:
    ///   - among: the only entries to score, each once; nil for all of the partition.
    ///   - count: how many neighbours are wanted in the end; several times as many are returned.
    func candidates(
        for query: QuantizedQuery, in partition: PartitionDigest, among: [EntryID]? = nil, count: Int,
        kernels: Kernels
    ) -> [Candidate] {
        guard let number = partitions.number(of: partition) else { return [] }
        var best = BestSlots(capacity: max(limits.rescored, 2 * count))
        let slab: Slab
        if let among {
            let (home, slots) = slots(of: among, in: number)
            home.score(query, slots: slots, count: slots.count, kernels: kernels, into: &best)
            return best.slots.map { Candidate(id: home.id(at: $0), original: home.original(at: $0)) }
        }
        switch partitions[number] {
        case .list(let first, let count):
            slab = shared.slab
            let slots = shared.slots(from: first, count: count)
            slab.score(query, slots: slots, count: slots.count, kernels: kernels, into: &best)
        case .slab(let number):
            let own = ownSlabs[number - 1]!
            slab = own.slab
            if let signs = own.signs.current {
                let wanted = max(limits.signSelected, 8 * count)
                signs.withNearest(to: query, of: slab, wanted: wanted, kernels: kernels) { slots in
                    slab.score(
                        query, slots: slots.baseAddress, count: slots.count, kernels: kernels,
                        into: &best)
                }
            } else {
                slab.score(query, slots: nil, count: slab.count, kernels: kernels, into: &best)
            }
        }
        return best.slots.map { Candidate(id: slab.id(at: $0), original: slab.original(at: $0)) }
    }

    /// Where those of the entries lie that are in a partition, and the slab they share.
    private func slots(of entries: [EntryID], in number: UInt32) -> (Slab, [UInt32]) {
        let home = if case .slab(let own) = partitions[number] { own } else { 0 }
        let slots = entries.compactMap { id -> UInt32? in
            guard let word = locations.first(hash: Self.hash(id), where: { self.id(at: $0) == id }) else { return nil }
            let location = Location(word)
            guard location.slab == home, home != 0 || shared.partition(of: location.slot) == number else { return nil }
            return UInt32(location.slot)
        }
        return (slab(home), slots)
    }
}
