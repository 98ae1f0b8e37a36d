import Foundation

@testable import CacheCore
@testable import ModelCache

extension FuzzTarget {
    /// What the program reads back from its own disk, and what people write for it.
    static let storedState = [
        FuzzTarget("eviction-snapshot", upTo: 4_096, dictionary: "eviction") { bytes in
            let (choice, snapshot) = split(bytes)
            let algorithm = EvictionAlgorithm.allCases[choice % EvictionAlgorithm.allCases.count]
            let capacity = EvictionCapacity(entries: 8, bytes: choice & 128 == 0 ? nil : 1_000)
            guard var pool = EvictionPool(algorithm, capacity: capacity, snapshot: snapshot) else { return }
            demand(isWithinCapacity(pool), "a restored pool holds more than it may")
            let again = EvictionPool(algorithm, capacity: capacity, snapshot: pool.snapshot)
            demand(again.map { Set($0.ids) } == Set(pool.ids), "a pool is restored as another")
            use(&pool)
        },
        FuzzTarget("settings", upTo: 2_048, dictionary: "settings") { bytes in
            try withFile(bytes) { path in
                _ = try Configuration.load(file: path, variables: [:])
            }
        },
        FuzzTarget("setting-edit", upTo: 2_048, dictionary: "settings") { bytes in
            try withFile(bytes) { path in
                let edit = try SettingFileEdit(settingIn: path, key: "embedding.model", to: "e5-small")
                guard case .write(let text) = edit else { return }
                let read = try? SettingFile(path: path, text: text)
                let value = read?.entries.last { $0.path == ["embedding", "model"] }
                demand(value?.text == "e5-small", "a changed file does not say what it was changed to")
            }
        },
    ]

    /// Pinned entries stay, however many they are.
    private static func isWithinCapacity(_ pool: EvictionPool) -> Bool {
        var rest = pool
        return pool.count <= 8 || rest.evict() == nil
    }

    /// A restored pool must go on working, and can be emptied.
    private static func use(_ pool: inout EvictionPool) {
        var evicted: [EntryID] = []
        for id in pool.ids.prefix(4) { pool.access(id) }
        for id: Int64 in 1...12 {
            guard !pool.contains(EntryID(id)) else { continue }
            _ = pool.insert(EntryID(id), weight: 10, evicted: &evicted)
        }
        demand(isWithinCapacity(pool), "a used pool holds more than it may")
        let again = EvictionPool(pool.algorithm, capacity: pool.capacity, snapshot: pool.snapshot)
        demand(again.map { Set($0.ids) } == Set(pool.ids), "a used pool is restored as another")
        // Entries that are pinned are not evicted, but can be removed.
        while pool.evict() != nil {}
        for id in pool.ids { pool.remove(id) }
        demand(pool.count == 0, "a pool cannot be emptied")
    }
}
