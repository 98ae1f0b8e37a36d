import Foundation
import GRDB

/// An entry of another program's cache.
public struct ForeignEntry: Sendable, Equatable {
    /// Its number there.
    public let id: Int64
    public let tenant: String?
    /// The conversation; a role may be empty.
    public let messages: [(role: String, content: String)]
    public let answer: String
    public let hitCount: Int64
    /// As it stands there: `2024-05-01 10:00:00`, UTC.
    public let createdAt: String?

    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.tenant == right.tenant && left.answer == right.answer
            && left.hitCount == right.hitCount && left.createdAt == right.createdAt
            && left.messages.elementsEqual(right.messages) { $0 == $1 }
    }
}

/// A row of another program's cache, or why it cannot be taken over.
public enum ForeignRow: Sendable, Equatable {
    case entry(ForeignEntry)
    /// The end of a sentence about the row.
    case unusable(id: Int64, reason: String)

    public var id: Int64 {
        switch self {
        case .entry(let entry): entry.id
        case .unusable(let id, _): id
        }
    }
}

/// The cache of another program, read in the order of its ids.
public protocol ForeignCache: Sendable {
    /// The highest id, for showing progress; 0 for an empty cache.
    var lastID: Int64 { get }
    /// The same for the same content.
    var identity: String { get }
    /// Rows with ids above `id`; none at the end.
    func rows(after id: Int64, limit: Int) throws -> [ForeignRow]
}

/// Why another program's cache cannot be read.
public struct ForeignCacheError: Error, Equatable, CustomStringConvertible {
    public let description: String
}

/// An SQLite file that is only read, whoever made it.
struct ForeignFile: Sendable {
    let queue: DatabaseQueue

    /// - Parameter table: one that must be there, or the file is refused with `purpose` in the message.
    init(_ path: String, table: String, purpose: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw ForeignCacheError(description: "There is no file \(path).")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            queue = try DatabaseQueue(path: path, configuration: configuration)
            guard try queue.read({ try $0.tableExists(table) }) else {
                throw ForeignCacheError(description: "\(path) is not \(purpose): it has no table \(table).")
            }
        } catch let error as DatabaseError {
            throw ForeignCacheError(
                description: "\(path) is not \(purpose), or is damaged: \(error.message ?? "\(error.resultCode)").")
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw ForeignCacheError(description: "The cache cannot be read on: \(error.message ?? "\(error)").")
        }
    }
}

extension Row {
    /// A text, whatever the column's type; nil for NULL and for bytes that are no UTF-8.
    func text(_ column: String) -> String? {
        switch (self[column] as DatabaseValue?)?.storage {
        case .string(let text): text
        case .blob(let data): String(validating: data, as: UTF8.self)
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .null, nil: nil
        }
    }
}
