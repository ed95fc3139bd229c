// Measures how much longer the transcription of a recording of 3 s takes while another user has
// twelve recordings of 55 s in the queue. Prints the ratio; exits with 1 if it is above 3.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "base/pg/test_database.h"
#include "base/sync/mutex.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/media/test_recording.h"
#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"
#include "services/agent/pipeline/dispatcher.h"
#include "services/agent/pipeline/transcribe_stage.h"
#include "services/agent/storage/schema.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/usage/fake_usage_quota.h"

namespace lossy::agent {
namespace {

constexpr char kModel[] = "--model=/usr/share/pocketsphinx/model/en-us";
constexpr int kHogRecordings = 12;
constexpr int kHogSeconds = 55;
constexpr int kHonestSeconds = 3;
constexpr int kSamples = 5;
constexpr double kMostRatio = 3;
constexpr absl::Duration kPatience = absl::Minutes(10);

[[noreturn]] void Fail(const char* why) {
  std::fprintf(stderr, "%s\n", why);
  _exit(2);
}

// Returns `seconds` of repeated speech as a WAV file.
std::string Speech(int seconds) {
  const absl::StatusOr<Samples> once = DecodeAudio(TestRecording("rms.webm"), 60);
  if (!once.ok()) Fail("the speech cannot be read");
  Samples samples;
  for (int i = 0; i < seconds * kSampleRate; ++i) {
    samples.push_back((*once)[static_cast<std::size_t>(i) % once->size()]);
  }
  return WavOf(samples);
}

// The program runs in the source tree or in its runfiles.
std::string Worker() {
  const std::string worker = "services/agent/models/pocketsphinx/speech_worker";
  return access(worker.c_str(), X_OK) == 0 ? worker : "bazel-bin/" + worker;
}

// The agent's queue and transcriber, with the default flags.
class Bench {
 public:
  Bench() {
    if (!Migrate(pool_).ok()) Fail("the schema cannot be made");
    transcribing_ = std::make_unique<Dispatcher>(transcripts_, Stage::kTranscribe,
                                                 Dispatcher::Options{.threads = 2},
                                                 [this](const Transcript& transcript) {
                                                   {
                                                     base::MutexLock lock(mutex_);
                                                     begun_ |= transcript.user_id == "hog";
                                                   }
                                                   changed_.NotifyAll();
                                                   stage_.Work(transcript);
                                                   base::MutexLock lock(mutex_);
                                                   heard_ += transcript.user_id == "honest" ? 1 : 0;
                                                   changed_.NotifyAll();
                                                 });
  }
  ~Bench() {
    transcriber_.Stop();
    transcribing_.reset();
  }

  void Record(const char* user, const std::string& wav) {
    const std::string session = base::NewUuid();
    const bool done = sessions_.Join(user, session, {}).ok() &&
                      sessions_.Append(user, session, "r", wav).ok() &&
                      sessions_.FinishRecording(user, session, "r").ok();
    if (!done) Fail("a recording cannot be kept");
    transcribing_->Wake();
  }

  // Returns the time from the end of a recording to its words.
  absl::Duration Hear(const std::string& wav) {
    const int before = Heard();
    const absl::Time start = base::SteadyNow();
    Record("honest", wav);
    base::MutexLock lock(mutex_);
    const absl::Time deadline = start + kPatience;
    while (heard_ == before && changed_.WaitUntil(mutex_, deadline)) continue;
    if (heard_ == before) Fail("a recording was not transcribed within ten minutes");
    return base::SteadyNow() - start;
  }

  absl::Duration Mean(const std::string& wav) {
    absl::Duration sum;
    for (int i = 0; i < kSamples; ++i) sum += Hear(wav);
    return sum / kSamples;
  }

  void AwaitHog() {
    base::MutexLock lock(mutex_);
    const absl::Time deadline = base::SteadyNow() + kPatience;
    while (!begun_ && changed_.WaitUntil(mutex_, deadline)) continue;
    if (!begun_) Fail("no recording was started within ten minutes");
  }

 private:
  int Heard() {
    base::MutexLock lock(mutex_);
    return heard_;
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_{{.url = base::pg::TestDatabase::Shared().url(), .schema = "agent"},
                       registry_};
  SessionStore sessions_{pool_, {}};
  TranscriptStore transcripts_{pool_, {}};
  SphinxTranscriber transcriber_{{.command = {Worker(), kModel}, .workers = 2}, registry_};
  PipelineMetrics metrics_{registry_};
  TranscriptOutcome outcome_{transcripts_, metrics_, base::RealClock()};
  FakeUsageQuota quota_;
  TranscribeStage stage_{outcome_, transcriber_, quota_, {}};

  base::Mutex mutex_;
  base::CondVar changed_;
  bool begun_ LOSSY_GUARDED_BY(mutex_) = false;
  int heard_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<Dispatcher> transcribing_;
};

int Run() {
  const std::string honest = Speech(kHonestSeconds);
  const std::string hogs = Speech(kHogSeconds);
  Bench bench;
  bench.Hear(honest);  // Starts a transcriber process.
  const absl::Duration alone = bench.Mean(honest);
  for (int i = 0; i < kHogRecordings; ++i) bench.Record("hog", hogs);
  bench.AwaitHog();
  const absl::Duration beside = bench.Mean(honest);
  const double ratio = absl::FDivDuration(beside, alone);
  std::printf(
      "3 s of speech, %d times: alone %.2f s, beside %d recordings of %d s %.2f s: ratio %.2f\n",
      kSamples, absl::ToDoubleSeconds(alone), kHogRecordings, kHogSeconds,
      absl::ToDoubleSeconds(beside), ratio);
  return ratio <= kMostRatio ? 0 : 1;
}

}  // namespace
}  // namespace lossy::agent

int main() { return lossy::agent::Run(); }
