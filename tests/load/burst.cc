// A burst: writers create notes as fast as they can, after a quiet life, while a panel watches. It
// measures the time from the answer of CreateNote to the note in the panel, and the time after the
// last note until the panel has all of them.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "base/identity/token_issuer.h"
#include "base/rpc/channel.h"
#include "base/rpc/metadata.h"
#include "base/sync/mutex.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "lossy/notes/v1/notes.grpc.pb.h"
#include "lossy/video/v1/video.grpc.pb.h"
#include "tests/load/client_stream.h"
#include "tests/load/websocket_client.h"

ABSL_FLAG(std::string, notes, "127.0.0.1:4103", "Address of the notes service");
ABSL_FLAG(std::string, video, "127.0.0.1:4101", "Address of the video service");
ABSL_FLAG(int, edge_port, 4000, "Port of the edge");
ABSL_FLAG(std::string, user_key, "", "File with the private JWK that signs user tokens");
ABSL_FLAG(int, writers, 16, "Writers at once");
ABSL_FLAG(int, videos, 1, "Videos that they write to in turn; the panel watches all");
ABSL_FLAG(int, seconds, 4, "How long they write");
ABSL_FLAG(int, quiet_notes, 30, "Notes before, one by one, for which statements are planned");
ABSL_FLAG(int, patience_seconds, 120, "Longest wait for the panel");

LOSSY_FLAG_RANGE(edge_port, 1, 65'535);
LOSSY_FLAG_RANGE(writers, 1, 10'000);
LOSSY_FLAG_RANGE(videos, 1, 10'000);
LOSSY_FLAG_RANGE(seconds, 1, 86'400);
LOSSY_FLAG_RANGE(quiet_notes, 0, 1'000'000);
LOSSY_FLAG_RANGE(patience_seconds, 1, 86'400);

namespace lossy::load {
namespace {

constexpr absl::string_view kMark = "burst ";

std::unique_ptr<base::TokenIssuer> IssuerOrExit() {
  auto issuer = base::TokenIssuer::FromFile(absl::GetFlag(FLAGS_user_key), "burst", "lossy",
                                            base::RealClock());
  if (issuer.ok()) return *std::move(issuer);
  std::fprintf(stderr, "--user_key: %s\n", std::string(issuer.status().message()).c_str());
  std::exit(1);
}

class Burst {
 public:
  Burst()
      : token_(IssuerOrExit()->Issue({.user_id = absl::StrCat("burst-", base::NewUuid())},
                                     absl::Hours(1))),
        notes_(notes::v1::NotesService::NewStub(
            base::OpenChannel(absl::GetFlag(FLAGS_notes), "notes"))),
        panel_(absl::GetFlag(FLAGS_edge_port),
               absl::StrCat("/socket/websocket?vsn=2.0.0&token=", token_), tls_.get()) {
    for (int i = 0; i < absl::GetFlag(FLAGS_videos); ++i) Watch(AddVideo(i));
    reader_ = std::thread([this] { Read(); });
  }

  ~Burst() { reader_.join(); }

  // A note at a time, until its event is there.
  void LiveQuietly() {
    for (int i = 0; i < absl::GetFlag(FLAGS_quiet_notes); ++i) {
      Create();
      Await(created_);
    }
    base::MutexLock lock(mutex_);
    created_at_.clear();
  }

  void Write() {
    const absl::Time end = base::SteadyNow() + absl::Seconds(absl::GetFlag(FLAGS_seconds));
    const int before = created_;
    std::vector<std::thread> writers;
    for (int i = 0; i < absl::GetFlag(FLAGS_writers); ++i) {
      writers.emplace_back([&] {
        while (base::SteadyNow() < end) Create();
      });
    }
    for (std::thread& writer : writers) writer.join();
    const absl::Time written = base::SteadyNow();
    const int count = created_ - before;
    std::printf("%d notes in %d s by %d writers, %d a second\n", count,
                absl::GetFlag(FLAGS_seconds), absl::GetFlag(FLAGS_writers),
                count / absl::GetFlag(FLAGS_seconds));
    const bool all = Await(created_);
    std::printf("the panel has %s %.2f s after the last note\n", all ? "all" : "NOT all",
                absl::ToDoubleSeconds(base::SteadyNow() - written));
    Print();
  }

  // Ends the reader: it sees the note that is none of the burst's.
  void Stop() {
    stop_ = true;
    Create();
  }

 private:
  std::string AddVideo(int number) {
    auto stub =
        video::v1::VideoService::NewStub(base::OpenChannel(absl::GetFlag(FLAGS_video), "video"));
    grpc::ClientContext context;
    base::AddCallMetadata(token_, "burst", context);
    video::v1::DetectVideoRequest request;
    request.set_platform("vimeo");
    request.set_video_id(std::to_string(76979871 + number));
    request.set_url(absl::StrCat("https://vimeo.com/", 76979871 + number));
    video::v1::DetectVideoResponse response;
    Check(stub->DetectVideo(&context, request, &response));
    videos_.push_back(response.video_id());
    return response.video_id();
  }

  void Watch(const std::string& video_id) {
    panel_.Send(absl::StrCat(R"(["1","1","notes:video:)", video_id, R"(","phx_join",{}])"));
    while (!absl::StrContains(panel_.Receive(), "phx_reply")) {
    }
  }

  static void Check(const grpc::Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "%s\n", status.error_message().c_str());
    std::exit(1);
  }

  void Create() {
    const int number = ++begun_;
    notes::v1::CreateNoteRequest request;
    request.set_request_id(base::NewUuid());
    request.set_video_id(videos_[static_cast<std::size_t>(number) % videos_.size()]);
    request.set_text(absl::StrCat(kMark, number, "."));
    request.set_timestamp_seconds(1.5);
    request.set_category(notes::v1::NOTE_CATEGORY_PACING);
    grpc::ClientContext context;
    base::AddCallMetadata(token_, "burst", context);
    notes::v1::CreateNoteResponse response;
    Check(notes_->CreateNote(&context, request, &response));
    base::MutexLock lock(mutex_);
    created_at_[number] = base::SteadyNow();
    ++created_;
  }

  void Read() {
    while (!stop_) {
      const std::string frame = panel_.Receive();
      const absl::Time now = base::SteadyNow();
      if (!absl::StrContains(frame, "note_created")) continue;
      const std::size_t at = frame.find(std::string(kMark));
      if (at == std::string::npos) continue;
      base::MutexLock lock(mutex_);
      seen_.emplace_back(std::atoi(frame.c_str() + at + kMark.size()), now);
      noted_.NotifyAll();
    }
  }

  bool Await(int count) {
    const absl::Time deadline =
        base::SteadyNow() + absl::Seconds(absl::GetFlag(FLAGS_patience_seconds));
    base::MutexLock lock(mutex_);
    while (static_cast<int>(seen_.size()) < count && noted_.WaitUntil(mutex_, deadline)) continue;
    return static_cast<int>(seen_.size()) >= count;
  }

  void Print() {
    base::MutexLock lock(mutex_);
    std::vector<absl::Duration> times;
    for (const auto& [number, at] : seen_) {
      const auto created = created_at_.find(number);
      if (created == created_at_.end()) continue;
      times.push_back(std::max(at - created->second, absl::ZeroDuration()));
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
      if (times.empty()) return 0.0;
      const auto index = static_cast<std::size_t>(share * static_cast<double>(times.size()));
      return absl::ToDoubleMilliseconds(times[std::min(index, times.size() - 1)]);
    };
    std::printf("from the answer to the panel, ms: p50 %.0f, p99 %.0f, worst %.0f (%zu)\n", at(0.5),
                at(0.99), at(1), times.size());
  }

  const std::string token_;
  const std::unique_ptr<notes::v1::NotesService::Stub> notes_;
  const ClientTls tls_ = ClientTlsFromFlags();
  WebSocketClient panel_;
  std::vector<std::string> videos_;
  std::atomic<int> begun_{0};
  std::atomic<int> created_{0};
  std::atomic<bool> stop_{false};
  base::Mutex mutex_;
  base::CondVar noted_;
  absl::flat_hash_map<int, absl::Time> created_at_ LOSSY_GUARDED_BY(mutex_);
  std::vector<std::pair<int, absl::Time>> seen_ LOSSY_GUARDED_BY(mutex_);
  std::thread reader_;
};

}  // namespace
}  // namespace lossy::load

int main(int argc, char** argv) {
  lossy::base::ReadToolFlags(argc, argv);
  lossy::load::Burst burst;
  burst.LiveQuietly();
  burst.Write();
  burst.Stop();
  return 0;
}
