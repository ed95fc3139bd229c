#!/usr/bin/env bash
# The wall clock is read only where a wall time is stored, shown or compared with another's claim
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

# Each with its reason. All else uses base::SteadyNow or Clock::Steady: an operator may set the wall clock
# by hours at any moment.
allowed=(
  base/admin/admin_service.cc           # An operator reads when the process started, and its clock.
  base/identity/token_issuer.cc         # A token says when it was issued.
  base/identity/token_verifier.cc       # A token says until when it is good.
  base/log/crash_report.cc          # A line says when it was written.
  base/log/log.cc                   # A line says when it was written.
  base/outbox/relay_lane.cc         # An item has the time of a database.
  base/sockets/revocation_reader.cc     # An operator's revocation names a time.
  base/text/uuid.cc                     # A UUID of version 7 has a time.
  base/tls/certificate_watch.cc     # A certificate says when it ends.
  base/time/clock.cc                    # The clock itself.
  base/time/steady_waits.cc             # Converts waits of libraries.
  base/trace/span.cc                # A span says when it began.
  base/version/build_info_metric.cc     # An operator compares the clocks of the processes.
  deploy/lossyctl/doctor/clock.cc     # Compares the clocks of the processes.
  deploy/lossyctl/sockets.cc            # A revocation names a time.
  edge/admin/follow_queue.cc            # An operator reads when a frame passed.
  edge/admin/socket_proto.cc            # An operator reads since when a client is connected.
  edge/auth/extension_token_handler.cc               # An extension reads until when its token is good.
  edge/control/socket_command_handler.cc         # An operator's revocation names a time.
  edge/metrics/delivery_lag.cc      # A change has the time of a database.
  edge/presence/channel_presence.cc       # A presence says since when it is there.
  services/admin/follows.cc               # An operator reads until when a follow runs.
  services/admin/operator_log.cc          # An operator reads when an action was taken.
  services/admin/overviews.cc             # An operator reads when an overview was made.
  services/agent/session/voice_session_adapter.h   # The saved state is for another process.
  services/notifications/subscriptions/hub.cc     # A change has the time of a database.
  services/agent/models/openai/model_endpoint.cc  # An HTTP server may name the time of the next try.
)

reads='absl::Now\(|system_clock|utc_clock|high_resolution_clock|gettimeofday\(|std::time\(|[^_a-z]time\((NULL|nullptr|0)\)'
reads+='|GetCurrentTime|CLOCK_REALTIME|GPR_CLOCK_REALTIME|[cC]lock(_|\(\))?(\.|->)Now\(\)|ToChronoTime\('

found=$(grep -rnE "$reads" base contract edge services deploy tests/sample tests/load --include='*.cc' --include='*.h' |
  grep -vE '^[^:]*(_test\.cc|_bench\.cc|_benchmark\.cc|_fixture\.h|/test_[a-z_]*\.(cc|h)|/fake_clock\.h):' |
  grep -vE '^[^:]*:[0-9]+: *//' | cut -d: -f1 | sort -u)

status=0
while IFS= read -r file; do
  [[ -n $file ]] || continue
  [[ " ${allowed[*]} " == *" $file "* ]] || {
    printf '%s reads the wall clock: use base::SteadyNow, or say here why not\n' "$file"
    status=1
  }
done <<<"$found"
for file in "${allowed[@]}"; do
  grep -qx -- "$file" <<<"$found" || {
    printf '%s is allowed to read the wall clock and does not\n' "$file"
    status=1
  }
done
exit "$status"
