import CacheCore
import Testing

@testable import VectorSearch

/// The state machine alone: indexes and loads are names.
@Suite struct TenantLifecycleTests {
    private typealias Lifecycle = TenantLifecycle<String, String>
    private var lifecycle = Lifecycle()

    private mutating func use(_ tenant: Tenant = acme, at seconds: Int = 0, isAhead: Bool = false) -> String {
        switch lifecycle.use(tenant, at: .seconds(seconds), isAhead: isAhead, startLoad: { "load \($0)" }) {
        case .search(let index): "search \(index)"
        case .wait(let load): "wait for \(load)"
        case .fail(let error): "fail: \(error)"
        }
    }

    private mutating func takeChanges(
        _ tenant: Tenant = acme, ticket: Int = 0, index: String = "A", at seconds: Int = 0
    ) -> Int? {
        lifecycle.takeChanges(tenant, ticket: ticket, index: index, at: .seconds(seconds))?.count
    }

    @Test mutating func theFirstSearchLoadsAndLaterOnesWaitForIt() {
        #expect(use() == "wait for load 0")
        #expect(use() == "wait for load 0")
        #expect(use(globex) == "wait for load 1")
        #expect(takeChanges() == 0)
        #expect(use() == "search A")
        #expect(use(globex) == "wait for load 1")
    }

    @Test mutating func aLoadAheadIsAwaitedOnceASearchComes() {
        #expect(use(isAhead: true) == "wait for load 0")
        #expect(use(isAhead: true) == "wait for load 0")
        #expect(!lifecycle.isAwaited(acme, ticket: 0))
        #expect(lifecycle.change(acme, .removeAll) == nil)
        #expect(use() == "wait for load 0")
        #expect(use(isAhead: true) == "wait for load 0")
        #expect(lifecycle.isAwaited(acme, ticket: 0))
        #expect(takeChanges() == 1)
        #expect(use(globex) == "wait for load 1")
        #expect(lifecycle.isAwaited(globex, ticket: 1))
        // One that has been overtaken should end soon.
        #expect(lifecycle.isAwaited(globex, ticket: 0))
    }

    @Test mutating func changesDuringALoadAreKeptUntilTheyAreTakenIn() {
        #expect(lifecycle.change(acme, .removeAll) == nil)
        _ = use()
        #expect(lifecycle.change(acme, .remove([EntryID(1)])) == nil)
        #expect(lifecycle.change(acme, .removeAll) == nil)
        #expect(takeChanges() == 2)
        #expect(lifecycle.change(acme, .removeAll) == nil)
        #expect(takeChanges() == 1)
        #expect(takeChanges() == 0)
        #expect(lifecycle.change(acme, .removeAll) == "A")
    }

    @Test mutating func aFailedTenantIsLeftAloneForAWhile() {
        _ = use()
        lifecycle.fail(acme, ticket: 0, .loadFailed("disk"), at: .seconds(10))
        #expect(use(at: 14).hasPrefix("fail"))
        #expect(lifecycle.change(acme, .removeAll) == nil)
        #expect(use(at: 15) == "wait for load 1")
    }

    @Test mutating func anOvertakenLoadChangesNothing() {
        _ = use()
        lifecycle.fail(acme, ticket: 0, .loadFailed("x"), at: .zero)
        _ = use(at: 5)
        #expect(takeChanges(ticket: 0) == nil)
        lifecycle.fail(acme, ticket: 0, .loadFailed("x"), at: .seconds(5))
        #expect(takeChanges(ticket: 1, index: "B") == 0)
        #expect(use() == "search B")
    }

    @Test mutating func idleTenantsAreDroppedTheLongestIdleFirst() {
        for (ticket, name) in ["a", "b", "c", "d"].enumerated() {
            _ = use(Tenant(name))
            #expect(takeChanges(Tenant(name), ticket: ticket, index: name, at: ticket) == 0)
        }
        _ = use(Tenant("a"), at: 50)
        _ = use(Tenant("e"), at: 50)
        let tooEarly = lifecycle.dropIdle(at: .seconds(29), budget: 0) { _ in 10 }
        #expect(tooEarly.isEmpty)
        #expect(lifecycle.dropIdle(at: .seconds(60), budget: 40) { _ in 10 }.isEmpty)
        #expect(lifecycle.dropIdle(at: .seconds(60), budget: 25) { _ in 10 } == ["b", "c"])
        #expect(lifecycle.dropIdle(at: .seconds(60), budget: 0) { _ in 10 } == ["d"])
        #expect(use(Tenant("b"), at: 61) == "wait for load 5")
        #expect(use(Tenant("a"), at: 61) == "search a")
    }
}
