import CacheCore
import GRDB
import Storage
import TestSupport
import Testing

@Test("The SQLite store keeps the contract", arguments: EntryStoreContract.allCases)
func sqliteEntryStoreKeepsContract(_ contract: EntryStoreContract) async throws {
    let folder = TemporaryFolder()
    let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
    try await contract.check(store)
    await store.close()
}
