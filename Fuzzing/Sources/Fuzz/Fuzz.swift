import Foundation

// libFuzzer brings the program's `main` and calls these two functions by their names.
// https://llvm.org/docs/LibFuzzer.html

/// Called once, before any input. Without `FUZZ_TARGET` it lists the targets and ends the program.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzerInitialize(count: UnsafeMutablePointer<CInt>, arguments: UnsafeMutableRawPointer) -> CInt {
    guard Fuzz.target == nil else { return 0 }
    for target in FuzzTarget.all { print(target.name, target.maximumLength, target.dictionary ?? "-") }
    exit(0)
}

/// Called for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzerTestOneInput(bytes: UnsafePointer<UInt8>?, count: Int) -> CInt {
    Fuzz.target?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

private enum Fuzz {
    /// What the environment's `FUZZ_TARGET` names.
    static let target: FuzzTarget? = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"]
        return FuzzTarget.all.first { $0.name == name }
    }()
}
