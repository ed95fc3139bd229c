#include <string>

#include "absl/flags/flag.h"
#include "base/outbox/publisher.h"
#include "base/outbox/relay.h"
#include "base/pg/pool.h"
#include "base/pg/pool_flags.h"
#include "base/process/grpc_server.h"
#include "base/process/process.h"
#include "base/rpc/calls.h"
#include "base/rpc/channel.h"
#include "base/rpc/internal_identity.h"
#include "base/time/clock.h"
#include "base/workers/workers.h"
#include "services/agent/conversation.h"
#include "services/agent/note_maker.h"
#include "services/agent/note_writer/rules_note_writer.h"
#include "services/agent/notes_client.h"
#include "services/agent/pg_store.h"
#include "services/agent/service.h"
#include "services/join/join_reply.h"
#include "services/library/remembering_library.h"
#include "services/library/video_client.h"

ABSL_FLAG(std::string, notifications, "127.0.0.1:4104", "Address of the notifications service");
ABSL_FLAG(std::string, video, "127.0.0.1:4101", "Address of the video service");
ABSL_FLAG(std::string, notes, "127.0.0.1:4103", "Address of the notes service");
ABSL_FLAG(int, upstream_call_ms, 2000, "Longest time for another service's answer, in ms");
ABSL_FLAG(int, session_threads, 4, "Threads that handle what sessions send");
ABSL_FLAG(int, note_threads, 2, "Threads that turn transcripts into notes");
ABSL_FLAG(int, note_lease_ms, 5'000, "How long a transcript is one thread's own, in ms");
ABSL_FLAG(int, repeat_window_ms, 10'000, "Same words within this time are a repeat, in ms");

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "agent");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags("agent");
  base::Calls calls(*identity.verifier, process.registry(), identity.users.get());
  const absl::Duration call_limit = absl::Milliseconds(absl::GetFlag(FLAGS_upstream_call_ms));
  services::VideoClient video(base::OpenChannel(absl::GetFlag(FLAGS_video)), identity, call_limit);
  services::RememberingLibrary library(video, {}, base::RealClock());
  agent::NotesClient notes(base::OpenChannel(absl::GetFlag(FLAGS_notes)), identity, call_limit);

  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("agent"), process.registry());
  agent::PgStore store(pool);
  base::Publisher publisher(base::OpenChannel(absl::GetFlag(FLAGS_notifications)), identity);
  base::Relay relay(pool,
                    {{std::string(base::kPublish),
                      [&](const base::Outgoing& outgoing) { return publisher.Publish(outgoing); }}},
                    {}, process.registry());

  agent::RulesNoteWriter writer;
  agent::NoteMaker maker(
      store, writer, notes, [&] { relay.Wake(); },
      {.threads = absl::GetFlag(FLAGS_note_threads),
       .lease = absl::Milliseconds(absl::GetFlag(FLAGS_note_lease_ms)),
       .min_confidence = services::kMinConfidence},
      process.registry());

  const agent::Surroundings around{
      .store = store,
      .library = library,
      .clock = base::RealClock(),
      .on_behalf =
          [&](const std::string& user_id, const std::string& request_id) {
            return identity.OnBehalfOf(user_id, request_id);
          },
      .on_transcript =
          [&] {
            relay.Wake();
            maker.Wake();
          },
      .repeat_window = absl::Milliseconds(absl::GetFlag(FLAGS_repeat_window_ms))};
  base::Workers workers(absl::GetFlag(FLAGS_session_threads));
  agent::Service service(calls, around, workers, process.registry());
  return base::RunGrpcServer(
      process, {&service}, [&] { return store.Migrate(); }, [&] { service.Stop(); });
}
