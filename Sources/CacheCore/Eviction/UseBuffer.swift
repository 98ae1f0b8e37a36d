import Synchronization

/// Hits on their way to the eviction policy, so that a lookup never waits for it.
///
/// A few bounded buffers, chosen by the entry's id. One that is full or held by another thread drops the hit: a
/// policy does well with a sample (so does Caffeine, whose read buffers these follow).
final class UseBuffer: Sendable {
    typealias Use = (id: EntryID, tenant: Tenant)

    private final class Stripe: Sendable {
        let uses = Mutex<[Use]>([])
    }

    private static let stripeCapacity = 1_024
    private let stripes = (0..<8).map { _ in Stripe() }

    /// Whether the buffer should be emptied soon.
    func add(_ id: EntryID, tenant: Tenant) -> Bool {
        let stripe = stripes[Int(UInt64(bitPattern: id.rawValue) % UInt64(stripes.count))]
        let count = stripe.uses.withLockIfAvailable { uses in
            if uses.count < Self.stripeCapacity { uses.append((id, tenant)) }
            return uses.count
        }
        return count == Self.stripeCapacity / 2
    }

    func drain() -> [Use] {
        stripes.flatMap { stripe in
            stripe.uses.withLock { uses in
                defer { uses.removeAll(keepingCapacity: true) }
                return uses
            }
        }
    }
}
