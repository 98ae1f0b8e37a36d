import CanonicalJSON
import Crypto

/// Collects fields unambiguously and digests them: each is written with a tag and its length, so that no two
/// different sequences of fields give the same bytes, and a field that was not given differs from an empty one.
struct DigestInput {
    enum EntryTag: UInt8 {
        case absent = 0
        case text = 1
        case json = 2
        case count = 3
        case matchedMessage = 4
        case digest = 5
        /// A system prompt that is compared by meaning.
        case comparedSystem = 6
        /// An earlier turn that is compared by meaning.
        case comparedTurn = 7
        /// An earlier turn of which only the role counts.
        case uncomparedTurn = 8
        /// What follows is the caller's own partition key.
        case partitionKey = 9
        /// What follows is the history of a prompt that makes no sense without it.
        case history = 10
        case attributes = 11
        /// A system prompt that must be identical.
        case system = 12
    }

    private var bytes: [UInt8] = []

    init(_ purpose: String) {
        bytes.reserveCapacity(512)
        append(purpose)
    }

    var digest: Digest {
        Digest(SHA256.hash(data: bytes))
    }

    mutating func append(tag: EntryTag) {
        bytes.append(tag.rawValue)
    }

    mutating func append(_ text: String?) {
        guard var text else { return append(tag: .absent) }
        append(tag: .text)
        append(length: text.utf8.count)
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: JSONValue?) {
        guard let value else { return append(tag: .absent) }
        let encoded = value.canonicallyEncoded
        append(tag: .json)
        append(length: encoded.count)
        bytes.append(contentsOf: encoded)
    }

    mutating func append(_ message: Message) {
        append(message.role)
        append(message.content)
        append(message.attributes)
    }

    mutating func append(_ attributes: JSONObject) {
        // Not a conditional expression, in which `nil` would be the JSON value `null`.
        let value: JSONValue? = if attributes.members.isEmpty { Optional.none } else { .object(attributes) }
        append(value)
    }

    mutating func append(count: Int) {
        append(tag: .count)
        append(length: count)
    }

    mutating func append(_ digest: Digest) {
        append(tag: .digest)
        bytes.append(contentsOf: digest.bytes)
    }

    private mutating func append(length: Int) {
        withUnsafeBytes(of: UInt64(length).littleEndian) { bytes.append(contentsOf: $0) }
    }
}
