-- The exact hits of `ServerLoad whole` by another hand: wrk goes through the bodies in the file that BODIES names, a line each.
local bodies = {}
for line in io.lines(os.getenv("BODIES")) do bodies[#bodies + 1] = line end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

local position = 0
function request()
    position = position % #bodies + 1
    return wrk.format(nil, nil, nil, bodies[position])
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

wrongCount = 0
function response(status, headers, body)
    if status ~= 200 or not body:find('"hit":true', 1, true) then wrongCount = wrongCount + 1 end
end

function done(summary, latency, requests)
    local wrong = 0
    for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrongCount") end
    print(string.format("rate %f", summary.requests / summary.duration * 1e6))
    print(string.format("p50 %f", latency:percentile(50)))
    print(string.format("p99 %f", latency:percentile(99)))
    print(string.format("wrong %d", wrong))
end
