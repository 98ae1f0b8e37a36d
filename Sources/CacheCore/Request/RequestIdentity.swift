import CanonicalJSON

/// What a request is filed under.
///
/// The partition is the wall: it digests everything that must be identical before two prompts may be compared by
/// meaning. What that is, the tenant's `PartitionRules` say. Nothing outside a request's partition can ever be a
/// candidate for it.
///
/// The request digest covers the whole request as it was sent, whatever the rules are: equal digests are the same
/// question, and a change of rules leaves exact hits as they were.
///
/// The digests stand in stores: a change of an encoding needs a new number in its first line and a migration.
/// There are two encodings of a partition. The first holds all texts but the matched one as they are, and serves
/// whenever the rules change nothing in a request; so most requests keep their partition when rules change. The
/// second begins with the rules themselves, so that partitions made by different rules are never the same while
/// a store is on its way from the one to the other.
public struct RequestIdentity: Sendable, Hashable {
    public let partition: PartitionDigest
    public let request: RequestDigest

    public init(_ request: CacheRequest, rules: PartitionRules = PartitionRules()) {
        let verbatim = Self.verbatimWall(of: request)
        self.request = RequestDigest(Self.wholeRequest(request, wall: verbatim))
        partition = PartitionDigest(rules.wall(of: request) ?? verbatim)
    }

    /// Everything but the matched text, as it is.
    private static func verbatimWall(of request: CacheRequest) -> Digest {
        var input = DigestInput("modelcache partition 1")
        input.append(request.tenant.name)
        input.append(request.user)
        input.append(request.version)
        input.append(request.parameters)
        input.append(request.context)
        input.append(count: request.messages.count)
        let matched = request.matchedMessage
        for (position, message) in request.messages.enumerated() {
            if position == matched {
                input.append(tag: .matchedMessage)
            } else {
                input.append(message)
            }
        }
        return input.digest
    }

    private static func wholeRequest(_ request: CacheRequest, wall: Digest) -> Digest {
        var input = DigestInput("modelcache request 1")
        input.append(wall)
        if let matched = request.matchedMessage {
            input.append(request.messages[matched])
        } else {
            input.append(request.match)
        }
        if let key = request.partition {
            input.append(tag: .partitionKey)
            input.append(key)
        }
        return input.digest
    }
}
