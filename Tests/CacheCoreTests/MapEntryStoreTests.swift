import CacheCore
import TestSupport
import Testing

@Test("The store in memory keeps the contract", arguments: EntryStoreContract.allCases)
func mapEntryStoreKeepsContract(_ contract: EntryStoreContract) async throws {
    try await contract.check(MapEntryStore())
}
