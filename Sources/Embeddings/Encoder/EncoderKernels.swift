import CKernels

/// The C kernels of one path: AVX-512, AVX2, NEON or portable.
///
/// `@unchecked Sendable`: the pointer leads to a constant table in the program's image.
struct EncoderKernels: @unchecked Sendable, CustomStringConvertible {
    let table: UnsafePointer<encoder_kernels>

    /// The best that this processor supports, or the one that `MODELCACHE_KERNELS` forces.
    static func chosen() throws(EncoderError) -> EncoderKernels {
        let choice = kernel_path_choose()
        switch choice.reason {
        case kernel_choice_unknown_name:
            throw .kernelsUnavailable(
                "MODELCACHE_KERNELS names no kernels; it may be avx512, avx2, neon or portable")
        case kernel_choice_unsupported:
            throw .kernelsUnavailable(
                "this processor does not support the kernels that MODELCACHE_KERNELS names")
        default:
            guard let table = encoder_kernels_for(choice.path) else {
                throw .kernelsUnavailable("there are no encoder kernels for this processor")
            }
            return EncoderKernels(table: table)
        }
    }

    /// Every variant that this processor executes, the portable one first.
    static var all: [EncoderKernels] {
        var kernels: [EncoderKernels] = []
        while let table = encoder_kernels_variant(kernels.count) {
            kernels.append(EncoderKernels(table: table))
        }
        return kernels
    }

    var description: String { String(cString: table.pointee.name) }
}

/// Why texts were not encoded.
public enum EncoderError: Error, Equatable, CustomStringConvertible {
    /// The tokens come from another model's vocabulary.
    case tokenOutOfRange(id: Int32, vocabularySize: Int)
    /// The model gives a vector that cannot be compared: its weights are damaged.
    case vectorNotFinite
    /// `MODELCACHE_KERNELS` cannot be satisfied; the text says why.
    case kernelsUnavailable(String)
    /// ONNX Runtime refused; its own words.
    case runtimeFailed(String)

    public var description: String {
        switch self {
        case .tokenOutOfRange(let id, let size):
            "token \(id) is outside of the model's vocabulary of \(size): the tokenizer is another model's"
        case .vectorNotFinite: "the model gave a vector that is not finite: its weights are damaged"
        case .kernelsUnavailable(let reason): reason
        case .runtimeFailed(let reason): "ONNX Runtime failed: \(reason)"
        }
    }
}
