-- A cross-check of the load generator with wrk: one exact hit of POST /modelcache, again and again.
--   curl -d "$(INSERT)" http://localhost:PORT/modelcache, where INSERT is printed by: lua exact-hit.lua
--   wrk -t1 -c64 -d5 --latency -s exact-hit.lua http://localhost:PORT/modelcache
local prompt = "Question 1: " .. string.rep("please explain the order ", 4)
local answer = string.rep("The answer explains the order of the customer. ", 32)
local messages = '[{"role":"user","content":"' .. prompt .. '"}]'
local scope = '"scope":{"model":"benchmark"}'

if not wrk then
    print('{"type":"insert",' .. scope .. ',"chat_info":[{"query":' .. messages .. ',"answer":"' .. answer .. '"}]}')
    return
end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"type":"query",' .. scope .. ',"query":' .. messages .. '}'

local wrongCount = 0
function response(status, headers, body)
    if status ~= 200 or not body:find('"cacheHit":true', 1, true) then wrongCount = wrongCount + 1 end
end

function done(summary, latency, requests)
    if wrongCount > 0 then print("WRONG RESPONSES: " .. wrongCount) end
end
