/// The policies by which a full pool chooses what goes; `docs/eviction.md` compares them.
public enum EvictionAlgorithm: String, Sendable, CaseIterable {
    case lru
    case lfu
    case fifo
    case random
    case arc
    case tinyLFU = "w-tinylfu"
    case s3FIFO = "s3-fifo"
    case sieve

    func makePolicy(capacity: EvictionCapacity) -> any EvictionPolicy {
        switch self {
        case .lru: LRUPolicy(capacity: capacity)
        case .lfu: LFUPolicy(capacity: capacity)
        case .fifo: FIFOPolicy(capacity: capacity)
        case .random: RandomPolicy(capacity: capacity)
        case .arc: ARCPolicy(capacity: capacity)
        case .tinyLFU: TinyLFUPolicy(capacity: capacity)
        case .s3FIFO: S3FIFOPolicy(capacity: capacity)
        case .sieve: SievePolicy(capacity: capacity)
        }
    }
}
