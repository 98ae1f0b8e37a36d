import CKernels
import Synchronization

/// The memory of one forward pass, made once and used again.
///
/// `@unchecked Sendable`: one call at a time owns a workspace; `WorkspacePool` hands it out under its lock and
/// forgets it until it is given back.
final class Workspace: @unchecked Sendable {
    /// [tokens][hidden]: the current vectors, the result of attention, and of a layer before it is normalised.
    private(set) var hidden: UnsafeMutablePointer<Float>
    private(set) var context: UnsafeMutablePointer<Float>
    private(set) var projected: UnsafeMutablePointer<Float>
    /// [tokens][3 * hidden] in attention, [tokens][intermediate] in the feed-forward layer.
    private(set) var wide: UnsafeMutablePointer<Float>
    private(set) var attentionScratch: UnsafeMutablePointer<Float>
    private(set) var quantized: quantized_rows

    private let memory: UnsafeMutableRawPointer
    let tokenCapacity: Int
    let longestSequence: Int

    init(tokens: Int, longestSequence: Int, architecture: EncoderArchitecture, kernels: EncoderKernels) {
        tokenCapacity = tokens
        self.longestSequence = longestSequence
        let hiddenSize = architecture.hiddenSize
        let widest = max(3 * hiddenSize, architecture.intermediateSize)
        let scratch = encoder_attention_scratch(longestSequence, architecture.headSize)
        let codes = tokens * max(hiddenSize, architecture.intermediateSize) * kernels.table.pointee.code_size

        var byteCount = 0
        func reserve(_ count: Int) -> Int {
            defer { byteCount += (count + 63) / 64 * 64 }
            return byteCount
        }
        let offsets = (
            hidden: reserve(tokens * hiddenSize * 4), context: reserve(tokens * hiddenSize * 4),
            projected: reserve(tokens * hiddenSize * 4), wide: reserve(tokens * widest * 4),
            scratch: reserve(scratch * 4), codes: reserve(codes), scales: reserve(tokens * 4),
            zeroPoints: reserve(tokens * 4)
        )
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        func floats(_ offset: Int) -> UnsafeMutablePointer<Float> {
            (memory + offset).assumingMemoryBound(to: Float.self)
        }
        self.memory = memory
        hidden = floats(offsets.hidden)
        context = floats(offsets.context)
        projected = floats(offsets.projected)
        wide = floats(offsets.wide)
        attentionScratch = floats(offsets.scratch)
        quantized = quantized_rows(
            codes: memory + offsets.codes, scales: floats(offsets.scales),
            zero_points: (memory + offsets.zeroPoints).assumingMemoryBound(to: Int32.self))
    }

    deinit { memory.deallocate() }
}

/// Workspaces that no call uses now. It keeps only a few, and none that a rare large call made large.
final class WorkspacePool: Sendable {
    private static let keptCount = 4
    private static let keptTokens = 1024

    private let idle = Mutex<[Workspace]>([])
    private let architecture: EncoderArchitecture
    private let kernels: EncoderKernels

    init(architecture: EncoderArchitecture, kernels: EncoderKernels) {
        self.architecture = architecture
        self.kernels = kernels
    }

    /// Lends a workspace that is large enough for `tokens` in sequences of up to `longestSequence`.
    func withWorkspace<Result>(
        tokens: Int, longestSequence: Int, _ body: (Workspace) -> Result
    ) -> Result {
        let kept = idle.withLock { $0.popLast() }
        let workspace: Workspace
        if let kept, kept.tokenCapacity >= tokens, kept.longestSequence >= longestSequence {
            workspace = kept
        } else {
            workspace = Workspace(
                tokens: Self.grown(tokens), longestSequence: Self.grown(longestSequence),
                architecture: architecture, kernels: kernels)
        }
        let result = body(workspace)
        if workspace.tokenCapacity <= Self.keptTokens {
            idle.withLock { if $0.count < Self.keptCount { $0.append(workspace) } }
        }
        return result
    }

    /// The next power of two, so that slightly longer texts find a workspace large enough.
    private static func grown(_ count: Int) -> Int {
        var size = 32
        while size < count { size *= 2 }
        return size
    }
}
