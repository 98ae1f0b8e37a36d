/// The most recently used answers, bounded by their bytes.
///
/// Slots lie in one array and are linked into a list by their positions, most recent first, so that a use or
/// an eviction touches a constant number of slots and allocates nothing.
///
/// Answers come from two sides: a committed write puts the new answer in at once, and a reader that found
/// none reads the store and puts in what it read. Such a reader may have been overtaken by a write, so it
/// takes a ticket before it reads; a write to the same entry voids the ticket.
struct AnswerCache {
    struct Answer: Sendable, Equatable {
        let text: String
        let question: String
        /// The text that a verifier compares.
        let matchedText: String
        let identity: RequestIdentity
        let writtenAt: Timestamp

        init(_ request: CacheRequest, identity: RequestIdentity, answer: String, writtenAt: Timestamp) {
            text = answer
            question = request.keyText
            matchedText = request.matchedText
            self.identity = identity
            self.writtenAt = writtenAt
        }
    }

    struct LoadTicket: Sendable, Equatable {
        fileprivate let number: UInt64
    }

    private struct Slot {
        var id: EntryID
        /// Nil in a free slot.
        var answer: Answer?
        var newer: Int
        var older: Int
    }

    private static let none = -1

    let capacity: Int
    private(set) var byteCount = 0
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var positions: [EntryID: Int] = [:]
    private var newest = Self.none
    private var oldest = Self.none
    private var loads: [EntryID: LoadTicket] = [:]
    private var lastTicket: UInt64 = 0

    /// - Parameter capacity: in bytes.
    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { positions.count }

    /// The answer, which thereby becomes the most recently used one.
    mutating func answer(of id: EntryID) -> Answer? {
        guard let position = positions[id] else { return nil }
        unlink(position)
        linkAsNewest(position)
        return slots[position].answer
    }

    /// Puts in an answer that has just been committed.
    mutating func write(_ answer: Answer, of id: EntryID) {
        remove(id)
        insert(answer, of: id)
    }

    /// Announces that the answer is about to be read from the store.
    mutating func beginLoad(_ id: EntryID) -> LoadTicket {
        lastTicket += 1
        let ticket = LoadTicket(number: lastTicket)
        loads[id] = ticket
        return ticket
    }

    /// Puts in what was read (nil: nothing), unless the entry has changed since the ticket was taken.
    mutating func endLoad(_ id: EntryID, ticket: LoadTicket, answer: Answer?) {
        guard loads[id] == ticket else { return }
        loads[id] = nil
        if let answer, positions[id] == nil {
            insert(answer, of: id)
        }
    }

    mutating func remove(_ id: EntryID) {
        loads[id] = nil
        guard let position = positions.removeValue(forKey: id) else { return }
        unlink(position)
        if let answer = slots[position].answer {
            byteCount -= Self.cost(of: answer)
        }
        slots[position].answer = nil
        freeSlots.append(position)
    }

    private mutating func insert(_ answer: Answer, of id: EntryID) {
        let cost = Self.cost(of: answer)
        guard cost <= capacity else { return }
        while byteCount + cost > capacity, oldest != Self.none {
            remove(slots[oldest].id)
        }
        let slot = Slot(id: id, answer: answer, newer: Self.none, older: Self.none)
        let position: Int
        if let free = freeSlots.popLast() {
            slots[free] = slot
            position = free
        } else {
            slots.append(slot)
            position = slots.count - 1
        }
        positions[id] = position
        byteCount += cost
        linkAsNewest(position)
    }

    private mutating func unlink(_ position: Int) {
        let (newer, older) = (slots[position].newer, slots[position].older)
        if newer == Self.none { newest = older } else { slots[newer].older = older }
        if older == Self.none { oldest = newer } else { slots[older].newer = newer }
    }

    private mutating func linkAsNewest(_ position: Int) {
        slots[position].newer = Self.none
        slots[position].older = newest
        if newest == Self.none { oldest = position } else { slots[newest].newer = position }
        newest = position
    }

    /// The texts, and a flat charge for the slot and the map.
    private static func cost(of answer: Answer) -> Int {
        answer.text.utf8.count + answer.question.utf8.count + answer.matchedText.utf8.count + 256
    }
}
