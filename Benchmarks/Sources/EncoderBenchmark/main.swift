import Embeddings
import Foundation

// Measures the encoder: CPU milliseconds per call on one thread, and memory.
//
//     EncoderBenchmark pack MODEL float32|int8 PACKED      converts a model folder or e5-small-q4.bin
//     EncoderBenchmark measure PACKED BEGIN END IDS        each line of IDS is a text: token ids without begin
//                                                       and end; lines that follow each other are one call,
//                                                       an empty line begins the next call
//     EncoderBenchmark embed PACKED BEGIN END IDS VECTORS  writes the vectors of all texts, 32-bit little-endian
//
// `Benchmarks/encoder-rivals.py` runs it beside ONNX Runtime. MODELCACHE_KERNELS chooses the
// kernels.

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("pack", 5): try pack(arguments[2], arguments[3], to: arguments[4])
case ("measure", 6): try measure(openEncoder(), calls: readCalls(arguments[5]))
case ("embed", 7):
    let vectors = try openEncoder().embed(readCalls(arguments[5]).flatMap { $0 })
    let bytes = vectors.flatMap { $0 }.withUnsafeBytes { Data($0) }
    try bytes.write(to: URL(fileURLWithPath: arguments[6]))
default:
    print("usage: EncoderBenchmark pack|measure|embed ..., see Benchmarks/Sources/EncoderBenchmark/main.swift")
    exit(64)
}

func pack(_ model: String, _ precision: String, to path: String) throws {
    guard let precision = WeightPrecision(rawValue: precision) else {
        print("the precision is float32 or int8")
        exit(64)
    }
    let start = cpuMilliseconds()
    try PackedModel.write(ModelSource.open(path: model), precision: precision, to: path)
    print("packed in \(format(cpuMilliseconds() - start)) ms")
}

func openEncoder() throws -> SentenceEncoder {
    let start = ContinuousClock.now
    let model = try PackedModel(path: arguments[2])
    guard let begin = Int32(arguments[3]), let end = Int32(arguments[4]) else {
        print("BEGIN and END are token ids")
        exit(64)
    }
    let encoder = try SentenceEncoder(
        model: model, options: EncodingOptions(frame: WindowFrame(begin: begin, end: end)))
    print("loaded in \(ContinuousClock.now - start), kernels \(encoder.engine)")
    return encoder
}

func readCalls(_ path: String) throws -> [[[Int32]]] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
    return lines.split(separator: "").map { call in
        call.map { line in line.split(separator: " ").compactMap { Int32($0) } }
    }
}

func measure(_ encoder: SentenceEncoder, calls: [[[Int32]]]) throws {
    for call in calls {
        var times: [Double] = []
        for _ in 0..<30 {
            let start = cpuMilliseconds()
            _ = try encoder.embed(call)
            times.append(cpuMilliseconds() - start)
        }
        times.sort()
        let tokens = call.reduce(0) { $0 + $1.count + 2 }
        print("texts \(call.count) tokens \(tokens) minimum \(format(times[0])) median \(format(times[15]))")
    }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    for line in status.split(separator: "\n") where line.hasPrefix("VmRSS") || line.hasPrefix("RssAnon") {
        print(line)
    }
}

func cpuMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

func format(_ milliseconds: Double) -> String { String(format: "%.3f", milliseconds) }
