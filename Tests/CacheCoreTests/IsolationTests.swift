import CacheCore
import TestSupport
import Testing

@Test("No answer ever crosses a tenant, a user, a version or a system prompt", arguments: 0..<6)
func isolation(_ seed: Int) async throws {
    var run = IsolationRun(seed: UInt64(seed), mode: seed % 2 == 0 ? .exact : .semantic)
    try await run.steps(2_000, on: MapEntryStore())
}
