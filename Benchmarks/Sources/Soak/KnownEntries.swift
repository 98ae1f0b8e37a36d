/// What one tenant's entries must be, from what the server has acknowledged.
///
/// Every question of the tenant has the versions of its answer that may be stored: one when the last write was
/// acknowledged, more while nobody can know (the server was killed, the client hung up, the write was refused). Version 0
/// is *nothing stored*. What is then observed settles it, and from then on it must stay so: whatever changes by itself
/// was lost or has come back.
///
/// A request whose client hung up may still be carried out. Until `settles` its question is left alone.
struct KnownEntries {
    struct Entry {
        var versions: Set<Int> = [0]
        /// Of what was stored or found last; another entry of the same question has another one.
        var id: Int64?
        /// In seconds of the run; what is observed before says nothing about later.
        var settles = 0.0
    }

    static let absent = 0

    let tenant: String
    private(set) var entries: [Entry]
    private var lastVersion = KnownEntries.absent

    init(tenant: String, questionCount: Int) {
        self.tenant = tenant
        entries = Array(repeating: Entry(), count: questionCount)
    }

    /// The answer to a question; it says whose it is.
    func answer(_ question: Int, version: Int) -> String { "\(tenant)/\(question)/\(version)" }

    func isSettled(_ question: Int, at time: Double) -> Bool { entries[question].settles <= time }
    func isSettled(at time: Double) -> Bool { entries.allSatisfy { $0.settles <= time } }

    /// Before an insert is sent. Returns the version to insert.
    mutating func willInsert(_ question: Int) -> Int {
        lastVersion += 1
        entries[question].versions.insert(lastVersion)
        return lastVersion
    }

    mutating func didInsert(_ question: Int, version: Int, id: Int64) {
        entries[question] = Entry(versions: [version], id: id)
    }

    /// Before a removal is sent.
    mutating func willRemove(_ questions: some Sequence<Int>) {
        for question in questions { entries[question].versions.insert(Self.absent) }
    }

    mutating func didRemove(_ questions: some Sequence<Int>) {
        for question in questions { entries[question] = Entry() }
    }

    /// A request about these questions has no reply.
    mutating func becomeUncertain(_ questions: some Sequence<Int>, until time: Double) {
        for question in questions { entries[question].settles = time }
    }

    /// What a lookup found: nil for nothing. Returns what is wrong with it.
    mutating func observe(_ question: Int, version: Int?, id: Int64?, at time: Double) -> String? {
        let version = version ?? Self.absent
        let possible = entries[question].versions
        guard possible.contains(version) else {
            let name = version == Self.absent ? "lost" : possible == [Self.absent] ? "resurrected" : "overtaken"
            return "\(name): question \(question) of \(tenant) is \(Self.text(version)), "
                + "but must be \(possible.sorted().map(Self.text).joined(separator: " or "))"
        }
        entries[question].id = id
        if isSettled(question, at: time) { entries[question].versions = [version] }
        return nil
    }

    /// Questions that are stored for certain.
    var storedCount: Int { entries.count { !$0.versions.contains(Self.absent) } }
    var isCertain: Bool { entries.allSatisfy { $0.versions.count == 1 } }

    private static func text(_ version: Int) -> String { version == absent ? "absent" : "version \(version)" }

    /// Reads an answer that `answer` made.
    static func parse(_ answer: String) -> (tenant: String, question: Int, version: Int)? {
        let parts = answer.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let question = Int(parts[1]), let version = Int(parts[2]) else { return nil }
        return (String(parts[0]), question, version)
    }
}
