#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A model that ONNX Runtime has loaded.
///
/// One thread computes a call, the calling one: the pool above has its own threads.
///
/// `@unchecked Sendable`: the runtime allows calls of `Run` on one session from several threads at once; nothing else
/// is called after `init`, and the handles do not change.
final class OnnxSession: @unchecked Sendable {
    let library: OnnxRuntimeLibrary
    let inputs: [String]
    let outputs: [String]
    private let session: OnnxHandle
    private let memory: OnnxHandle

    /// A tensor of floats.
    struct Output {
        var shape: [Int]
        var values: [Float]
    }

    private typealias Create = @convention(c) (UnsafeMutablePointer<OnnxHandle?>) -> OnnxHandle?
    private typealias SetNumber = @convention(c) (OnnxHandle, CInt) -> OnnxHandle?

    /// - Throws: `EncoderError.runtimeFailed`.
    init(model path: String, library: OnnxRuntimeLibrary) throws(EncoderError) {
        self.library = library
        let options = try library.handle { library.function(.createSessionOptions, as: Create.self)($0) }
        defer { library.release(options, by: .releaseSessionOptions) }
        for (function, number) in [
            (OnnxFunction.setGraphOptimizationLevel, CInt(99)), (.setIntraOperatorThreads, 1),
            (.setInterOperatorThreads, 1),
        ] {
            try library.check(library.function(function, as: SetNumber.self)(options, number))
        }
        typealias CreateSession =
            @convention(c) (
                OnnxHandle, UnsafePointer<CChar>, OnnxHandle, UnsafeMutablePointer<OnnxHandle?>
            ) -> OnnxHandle?
        let session = try library.handle {
            library.function(.createSession, as: CreateSession.self)(library.environment, path, options, $0)
        }
        typealias CreateMemory = @convention(c) (CInt, CInt, UnsafeMutablePointer<OnnxHandle?>) -> OnnxHandle?
        do {
            inputs = try Self.names(of: session, count: .inputCount, name: .inputName, library)
            outputs = try Self.names(of: session, count: .outputCount, name: .outputName, library)
            // Allocator 0 and memory type 0: memory of this process, which is not copied.
            memory = try library.handle {
                library.function(.createMemoryInformation, as: CreateMemory.self)(0, 0, $0)
            }
        } catch {
            library.release(session, by: .releaseSession)
            throw error
        }
        self.session = session
    }

    deinit {
        library.release(session, by: .releaseSession)
        library.release(memory, by: .releaseMemoryInformation)
    }

    private static func names(
        of session: OnnxHandle, count: OnnxFunction, name: OnnxFunction, _ library: OnnxRuntimeLibrary
    ) throws(EncoderError) -> [String] {
        typealias Count = @convention(c) (OnnxHandle, UnsafeMutablePointer<Int>) -> OnnxHandle?
        typealias Text = UnsafeMutablePointer<CChar>?
        typealias Name = @convention(c) (OnnxHandle, Int, OnnxHandle, UnsafeMutablePointer<Text>) -> OnnxHandle?
        typealias Free = @convention(c) (OnnxHandle, Text) -> OnnxHandle?
        let allocator = try library.handle { library.function(.defaultAllocator, as: Create.self)($0) }
        let total = try library.value(0) { library.function(count, as: Count.self)(session, $0) }
        var names: [String] = []
        for index in 0..<total {
            let text = try library.value(Text.none) {
                library.function(name, as: Name.self)(session, index, allocator, $0)
            }
            guard let text else { throw .runtimeFailed("it gave no name of an input or output") }
            names.append(String(cString: text))
            try library.check(library.function(.freeInAllocator, as: Free.self)(allocator, text))
        }
        return names
    }

    /// Computes one output.
    ///
    /// - Parameter values: for every input its whole numbers, a tensor of the shape [1, their count].
    /// - Throws: `EncoderError.runtimeFailed`.
    func run(_ values: [String: [Int64]], output: String) throws(EncoderError) -> Output {
        var tensors: [OnnxHandle?] = []
        var buffers: [UnsafeMutableBufferPointer<Int64>] = []
        defer {
            for tensor in tensors { library.release(tensor, by: .releaseValue) }
            for buffer in buffers { buffer.deallocate() }
        }
        let names = values.keys.sorted()
        for name in names {
            let numbers = values[name] ?? []
            let buffer = UnsafeMutableBufferPointer<Int64>.allocate(capacity: numbers.count)
            _ = buffer.initialize(from: numbers)
            buffers.append(buffer)
            tensors.append(try tensor(on: buffer))
        }
        let result = try compute(names, tensors, output: output)
        defer { library.release(result, by: .releaseValue) }
        return try read(result, name: output)
    }

    /// A tensor that borrows its numbers.
    private func tensor(on buffer: UnsafeMutableBufferPointer<Int64>) throws(EncoderError) -> OnnxHandle {
        typealias CreateTensor =
            @convention(c) (
                OnnxHandle, UnsafeMutableRawPointer?, Int, UnsafePointer<Int64>, Int, CInt,
                UnsafeMutablePointer<OnnxHandle?>
            ) -> OnnxHandle?
        let shape = [1, Int64(buffer.count)]
        let int64Type: CInt = 7
        return try library.handle { tensor in
            library.function(.createTensor, as: CreateTensor.self)(
                memory, buffer.baseAddress, buffer.count * 8, shape, shape.count, int64Type, tensor)
        }
    }

    private func compute(
        _ names: [String], _ tensors: [OnnxHandle?], output: String
    ) throws(EncoderError) -> OnnxHandle {
        typealias Names = UnsafePointer<UnsafePointer<CChar>?>
        typealias Run =
            @convention(c) (
                OnnxHandle, OnnxHandle?, Names, UnsafePointer<OnnxHandle?>, Int, Names, Int,
                UnsafeMutablePointer<OnnxHandle?>
            ) -> OnnxHandle?
        let texts = (names + [output]).map { strdup($0) }
        defer { for text in texts { free(text) } }
        let inputNames = texts.dropLast().map { UnsafePointer($0) }
        let outputNames = [UnsafePointer(texts[names.count])]
        return try library.handle { result in
            library.function(.run, as: Run.self)(
                session, nil, inputNames, tensors, names.count, outputNames, 1, result)
        }
    }

    private func read(_ tensor: OnnxHandle, name: String) throws(EncoderError) -> Output {
        typealias Data = UnsafeMutableRawPointer?
        typealias GetHandle = @convention(c) (OnnxHandle, UnsafeMutablePointer<OnnxHandle?>) -> OnnxHandle?
        typealias GetType = @convention(c) (OnnxHandle, UnsafeMutablePointer<CInt>) -> OnnxHandle?
        typealias GetCount = @convention(c) (OnnxHandle, UnsafeMutablePointer<Int>) -> OnnxHandle?
        typealias GetShape = @convention(c) (OnnxHandle, UnsafeMutablePointer<Int64>, Int) -> OnnxHandle?
        typealias GetData = @convention(c) (OnnxHandle, UnsafeMutablePointer<Data>) -> OnnxHandle?
        let form = try library.handle { library.function(.typeAndShape, as: GetHandle.self)(tensor, $0) }
        defer { library.release(form, by: .releaseTypeAndShape) }
        let floatType: CInt = 1
        let type = try library.value(CInt(0)) { library.function(.elementType, as: GetType.self)(form, $0) }
        guard type == floatType else {
            throw .runtimeFailed("the output `\(name)` does not hold 32-bit floats (element type \(type))")
        }
        let rank = try library.value(0) { library.function(.dimensionCount, as: GetCount.self)(form, $0) }
        var dimensions = [Int64](repeating: 0, count: rank)
        try library.check(library.function(.dimensions, as: GetShape.self)(form, &dimensions, rank))
        let shape = dimensions.map { Int($0) }
        let data = try library.value(Data.none) { library.function(.tensorData, as: GetData.self)(tensor, $0) }
        let count = shape.reduce(1, *)
        guard count > 0, let floats = data?.assumingMemoryBound(to: Float.self) else {
            throw .runtimeFailed("the output `\(name)` is empty")
        }
        return Output(shape: shape, values: Array(UnsafeBufferPointer(start: floats, count: count)))
    }
}
