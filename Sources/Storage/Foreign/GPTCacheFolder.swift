import Foundation
import GRDB

/// The data folder of GPTCache: `sqlite.db` with questions and answers, beside an index of vectors which is not read.
///
/// Questions that are marked as deleted (`deleted` is not 0) are passed over. A question may have several answers; the
/// first that is a text (type 0) counts. What a question depends on (`gptcache_question_dep`) becomes system messages before
/// it, so that it must be identical for a hit.
public struct GPTCacheFolder: ForeignCache {
    public let lastID: Int64
    public let identity: String
    private let file: ForeignFile
    private let hasDependencies: Bool

    /// - Parameter path: the folder, or the SQLite file in it.
    public init(_ path: String) throws {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let database = isFolder.boolValue ? path + "/sqlite.db" : path
        file = try ForeignFile(database, table: "gptcache_question", purpose: "a store of GPTCache")
        (lastID, identity, hasDependencies) = try file.read { db in
            guard try db.tableExists("gptcache_answer") else {
                throw ForeignCacheError(
                    description: "\(database) is not a store of GPTCache: it has no table gptcache_answer.")
            }
            let row = try Row.fetchOne(db, sql: "SELECT max(id), count(*) FROM gptcache_question")
            let last = row?[0] as Int64? ?? 0
            return (last, "gptcache \(last) \(row?[1] as Int64? ?? 0)", try db.tableExists("gptcache_question_dep"))
        }
    }

    public func rows(after id: Int64, limit: Int) throws -> [ForeignRow] {
        try file.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM gptcache_question WHERE id > ? AND ifnull(deleted, 0) = 0 ORDER BY id LIMIT ?
                    """, arguments: [id, limit]
            ).map { try row($0, db) }
        }
    }

    private func row(_ row: Row, _ db: Database) throws -> ForeignRow {
        let id = row["id"] as Int64? ?? 0
        guard let question = row.text("question") else { return .unusable(id: id, reason: "has no question") }
        let answers = try Row.fetchAll(
            db,
            sql: "SELECT answer, answer_type FROM gptcache_answer WHERE question_id = ? ORDER BY id",
            arguments: [id])
        guard !answers.isEmpty else { return .unusable(id: id, reason: "has no answer") }
        guard let answer = answers.first(where: { ($0["answer_type"] as Int64? ?? 0) == 0 })?.text("answer") else {
            return .unusable(id: id, reason: "has no answer that is a text")
        }
        let dependencies = try dependencies(of: id, db)
        return .entry(
            ForeignEntry(
                id: id, tenant: nil, messages: dependencies + [("user", question)], answer: answer, hitCount: 0,
                createdAt: row.text("create_on")))
    }

    private func dependencies(of id: Int64, _ db: Database) throws -> [(role: String, content: String)] {
        guard hasDependencies else { return [] }
        return try Row.fetchAll(
            db, sql: "SELECT dep_name, dep_data FROM gptcache_question_dep WHERE question_id = ? ORDER BY id",
            arguments: [id]
        ).map { (role: "system", content: "\($0.text("dep_name") ?? ""): \($0.text("dep_data") ?? "")") }
    }
}
