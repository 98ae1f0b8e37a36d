import CanonicalJSON

/// A word that a caller gives an entry, to find, filter and remove it by: `lang:en`, `doc:42`.
///
/// Like tenants, tags are the same only when they are equal byte for byte.
public struct EntryTag: Hashable, Sendable, CustomStringConvertible {
    /// The most bytes of a tag.
    public static let maximumBytes = 200

    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    /// The tag of entries whose answers come from a source document.
    public static func source(_ document: String) -> EntryTag {
        EntryTag("doc:" + document)
    }

    public var description: String { name }

    public static func == (left: EntryTag, right: EntryTag) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        var name = name
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension EntryTag: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

/// What a caller notes about an entry besides its answer. It plays no part in whether two requests are the same.
public struct EntryDetails: Sendable, Equatable {
    /// The most tags of an entry.
    public static let maximumTags = 32
    /// The most bytes of `metadata` as JSON.
    public static let maximumMetadataBytes = 4_096

    /// Each once, in the order in which they were given.
    public private(set) var tags: [EntryTag]
    /// Kept and shown, never looked at; empty for none.
    public var metadata: JSONObject

    public init(tags: [EntryTag] = [], metadata: JSONObject = JSONObject()) {
        var seen: Set<EntryTag> = []
        self.tags = tags.filter { seen.insert($0).inserted }
        self.metadata = metadata
    }

    public var isEmpty: Bool { tags.isEmpty && metadata.members.isEmpty }

    /// Whether all of `wanted` are among the tags.
    public func carries(_ wanted: [EntryTag]) -> Bool {
        wanted.allSatisfy { tags.contains($0) }
    }

    /// A rough number of bytes.
    public var byteCount: Int {
        isEmpty ? 0 : tags.reduce(64) { $0 + $1.name.utf8.count } + JSONValue.object(metadata).encoded.count
    }
}
