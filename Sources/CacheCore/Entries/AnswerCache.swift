/// The most recently used answers, bounded by their bytes.
///
/// Answers come from two sides: a committed write puts the new answer in at once, and a reader that found
/// none reads the store and puts in what it read. Such a reader may have been overtaken by a write, so it
/// takes a ticket before it reads; a write to the same entry voids the ticket.
struct AnswerCache {
    struct Answer: Sendable, Equatable {
        let text: String
        let question: String
        /// The texts that are compared by meaning.
        let texts: MatchedTexts
        let identity: RequestIdentity
        let writtenAt: Timestamp
        /// A hit on an entry that slides moves it.
        fileprivate(set) var expiresAt: Timestamp?
        let lifetime: EntryLifetime
        let tags: [EntryTag]

        init(
            _ request: CacheRequest, identity: RequestIdentity, texts: MatchedTexts, answer: String,
            writtenAt: Timestamp, expiresAt: Timestamp? = nil, lifetime: EntryLifetime = EntryLifetime(),
            tags: [EntryTag] = []
        ) {
            self.lifetime = lifetime
            self.tags = tags
            text = answer
            question = request.keyText
            self.texts = texts
            self.identity = identity
            self.writtenAt = writtenAt
            self.expiresAt = expiresAt
        }

        /// The texts, and a flat charge for the slot and the map.
        fileprivate var cost: Int {
            tags.reduce(text.utf8.count + question.utf8.count + texts.byteCount + 256) { $0 + $1.name.utf8.count + 16 }
        }

        func isStale(at time: Timestamp) -> Bool { expiresAt.map { $0 <= time } ?? false }

        /// Whether it may not be served any more, not even as stale.
        func isOver(at time: Timestamp) -> Bool { lifetime.end(expiry: expiresAt).map { $0 <= time } ?? false }

        func carries(_ wanted: [EntryTag]) -> Bool { wanted.allSatisfy { tags.contains($0) } }
    }

    struct LoadTicket: Sendable, Equatable {
        fileprivate let number: UInt64
    }

    private var answers: LRUCache<EntryID, Answer>
    private var loads: [EntryID: LoadTicket] = [:]
    private var lastTicket: UInt64 = 0

    /// - Parameter capacity: in bytes.
    init(capacity: Int) {
        answers = LRUCache(capacity: capacity)
    }

    var byteCount: Int { answers.cost }
    var count: Int { answers.count }

    /// The answer, which thereby becomes the most recently used one.
    mutating func answer(of id: EntryID) -> Answer? {
        answers.value(for: id)
    }

    /// Puts in an answer that has just been committed.
    mutating func write(_ answer: Answer, of id: EntryID) {
        loads[id] = nil
        answers.insert(answer, for: id, cost: answer.cost)
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
        if let answer, !answers.contains(id) {
            answers.insert(answer, for: id, cost: answer.cost)
        }
    }

    /// Moves the end of an answer that slides, unless it has been written anew since.
    mutating func extend(_ id: EntryID, writtenAt: Timestamp, to expiry: Timestamp) {
        guard var answer = answers.value(for: id), answer.writtenAt == writtenAt, let old = answer.expiresAt,
            old < expiry
        else { return }
        answer.expiresAt = expiry
        answers.insert(answer, for: id, cost: answer.cost)
    }

    mutating func remove(_ id: EntryID) {
        loads[id] = nil
        answers.remove(id)
    }
}
