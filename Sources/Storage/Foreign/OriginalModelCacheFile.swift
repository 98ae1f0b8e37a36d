import GRDB

/// The SQLite file of codefuse-ai ModelCache: the table `modelcache_llm_answer`.
///
/// `question` holds a conversation as `role###content`, joined by `|||`; markers inside a text are not escaped. So a
/// conversation is cut only where a marker is followed by a role that is known, and a question without any is one user
/// message. `model` is the tenant as the compatible API writes it: `-` and `.` are `_`. Rows that are marked as deleted
/// are passed over.
public struct OriginalModelCacheFile: ForeignCache {
    public let lastID: Int64
    public let identity: String
    private let file: ForeignFile
    private let isMarkingDeleted: Bool

    private static let roles: Set<String> = ["system", "user", "assistant", "tool", "function", "developer", ""]

    public init(_ path: String) throws {
        file = try ForeignFile(
            path, table: "modelcache_llm_answer", purpose: "a database of the original ModelCache")
        (lastID, identity, isMarkingDeleted) = try file.read { db in
            let columns = Set(try db.columns(in: "modelcache_llm_answer").map(\.name))
            guard columns.isSuperset(of: ["id", "question", "answer", "model"]) else {
                throw ForeignCacheError(
                    description: "\(path) is not a database of the original ModelCache: columns are missing.")
            }
            let row = try Row.fetchOne(db, sql: "SELECT max(id), count(*) FROM modelcache_llm_answer")
            let last = row?[0] as Int64? ?? 0
            return (last, "modelcache \(last) \(row?[1] as Int64? ?? 0)", columns.contains("is_deleted"))
        }
    }

    public func rows(after id: Int64, limit: Int) throws -> [ForeignRow] {
        try file.read { db in
            let condition = isMarkingDeleted ? "AND ifnull(is_deleted, 0) = 0" : ""
            return try Row.fetchAll(
                db,
                sql: "SELECT * FROM modelcache_llm_answer WHERE id > ? \(condition) ORDER BY id LIMIT ?",
                arguments: [id, limit]
            ).map(Self.row)
        }
    }

    private static func row(_ row: Row) -> ForeignRow {
        let id = row["id"] as Int64? ?? 0
        guard let question = row.text("question"), let answer = row.text("answer") else {
            return .unusable(id: id, reason: "has no question or no answer")
        }
        guard let model = row.text("model"), !model.isEmpty else { return .unusable(id: id, reason: "has no model") }
        return .entry(
            ForeignEntry(
                id: id, tenant: model, messages: messages(in: question), answer: answer,
                hitCount: max(0, row["hit_count"] as Int64? ?? 0),
                createdAt: row.text("gmt_modified") ?? row.text("gmt_create")))
    }

    /// A conversation from its spliced form; the opposite of `CacheRequest.keyText`.
    static func messages(in question: String) -> [(role: String, content: String)] {
        var messages: [(role: String, content: String)] = []
        for part in question.split(separator: "|||", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "###", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2, roles.contains(String(halves[0])) {
                messages.append((String(halves[0]), String(halves[1])))
            } else if let last = messages.popLast() {
                messages.append((last.role, last.content + "|||" + part))
            } else {
                // Not spliced at all.
                return [("user", question)]
            }
        }
        return messages
    }
}
