import CanonicalJSON
import Crypto

/// What a request is filed under.
///
/// The partition is the wall: it digests everything that must be identical before two prompts may be
/// compared by meaning, which is everything but the matched text itself. The request digest adds that text.
/// Nothing outside a request's partition can ever be a candidate for it.
///
/// Each field is written with a tag and its length, so that no two different requests give the same bytes;
/// a field that was not given differs from an empty one. The digests stand in stores: a change of this
/// encoding needs a new number in its first line and a migration.
public struct RequestIdentity: Sendable, Hashable {
    public let partition: PartitionDigest
    public let request: RequestDigest

    public init(_ request: CacheRequest) {
        var partition = DigestInput("modelcache partition 1")
        partition.append(request.tenant.name)
        partition.append(request.user)
        partition.append(request.version)
        partition.append(request.parameters)
        partition.append(request.context)
        partition.append(count: request.messages.count)
        let matched = request.matchedMessage
        for (position, message) in request.messages.enumerated() {
            if position == matched {
                partition.append(tag: .matchedMessage)
            } else {
                partition.append(message)
            }
        }
        self.partition = PartitionDigest(partition.digest)

        var identity = DigestInput("modelcache request 1")
        identity.append(self.partition.digest)
        if let matched {
            identity.append(request.messages[matched])
        } else {
            identity.append(request.match)
        }
        self.request = RequestDigest(identity.digest)
    }
}

/// Collects fields unambiguously and digests them.
private struct DigestInput {
    enum Tag: UInt8 {
        case absent = 0
        case text = 1
        case json = 2
        case count = 3
        case matchedMessage = 4
        case digest = 5
    }

    private var bytes: [UInt8] = []

    init(_ purpose: String) {
        bytes.reserveCapacity(512)
        append(purpose)
    }

    var digest: Digest {
        Digest(SHA256.hash(data: bytes))
    }

    mutating func append(tag: Tag) {
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
        append(message.attributes.members.isEmpty ? nil : .object(message.attributes))
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
