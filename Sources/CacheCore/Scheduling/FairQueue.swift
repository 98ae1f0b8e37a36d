import DequeModule

/// Work that waits, taken from tenants in turn.
///
/// Short work goes before long work, and within each kind every tenant that has some gets its turn before any
/// gets a second one: a bulk import can neither delay another tenant's lookups by more than one piece of work,
/// nor starve another import. (Round robin: Nagle, "On Packet Switches with Infinite Storage", RFC 970, 1985.)
/// Adding and taking are O(1).
package struct FairQueue<Element> {
    package enum Length: Sendable {
        case short
        case long
    }

    /// The work of one length.
    private struct Lane {
        var work: [Tenant: Deque<Element>] = [:]
        /// Tenants that have work, in the order of their turns.
        var turns: Deque<Tenant> = []

        mutating func append(_ element: Element, of tenant: Tenant) {
            if work[tenant]?.append(element) == nil {
                work[tenant] = [element]
                turns.append(tenant)
            }
        }

        mutating func popFirst() -> (Tenant, Element)? {
            guard let tenant = turns.popFirst(), let element = work[tenant]?.popFirst() else { return nil }
            if work[tenant]?.isEmpty ?? true {
                work[tenant] = nil
            } else {
                turns.append(tenant)
            }
            return (tenant, element)
        }
    }

    private var short = Lane()
    private var long = Lane()
    package private(set) var count = 0

    package init() {}

    package mutating func append(_ element: Element, of tenant: Tenant, length: Length = .short) {
        count += 1
        switch length {
        case .short: short.append(element, of: tenant)
        case .long: long.append(element, of: tenant)
        }
    }

    package mutating func popFirst() -> (tenant: Tenant, element: Element)? {
        guard let (tenant, element) = short.popFirst() ?? long.popFirst() else { return nil }
        count -= 1
        return (tenant, element)
    }
}
