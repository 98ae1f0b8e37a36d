import CacheCore
import TestSupport
import Testing

@Test("No answer ever crosses a wall, whatever the context mode", arguments: PartitionRules.Context.allCases)
func isolation(_ context: PartitionRules.Context) async throws {
    var run = IsolationRun(seed: 7, mode: .semantic, rules: PartitionRules(context: context))
    try await run.steps(1_000, on: MapEntryStore())
}

@Test("No answer ever crosses a tenant, a user, a version or a system prompt", arguments: 0..<6)
func isolation(_ seed: Int) async throws {
    var run = IsolationRun(seed: UInt64(seed), mode: seed % 2 == 0 ? .exact : .semantic)
    try await run.steps(2_000, on: MapEntryStore())
}
