#include "services/agent/pipeline/dispatcher.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/time/clock.h"
#include "base/trace/continued_trace.h"
#include "base/trace/current_trace.h"
#include "base/trace/span.h"

namespace lossy::agent {
namespace {

constexpr int kMostAtOnce = 32;

absl::string_view SpanName(Stage stage) {
  switch (stage) {
    case Stage::kTranscribe:
      return "transcribe";
    case Stage::kDraft:
      return "draft";
    case Stage::kOverdue:
      return "draft_overdue";
    case Stage::kImprove:
      break;
  }
  return "improve";
}

}  // namespace

Dispatcher::Dispatcher(TranscriptStore& store, Stage stage, Options options, Work work)
    : store_(store),
      stage_(stage),
      options_(options),
      work_(std::move(work)),
      workers_(options.threads) {
  if (options_.threads > 0) loop_ = std::thread([this] { Loop(); });
}

Dispatcher::~Dispatcher() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
  }
  changed_.NotifyAll();
  if (loop_.joinable()) loop_.join();
}

void Dispatcher::Wake() {
  {
    base::MutexLock lock(mutex_);
    woken_ = true;
  }
  changed_.NotifyAll();
}

int Dispatcher::WorkOnce() {
  absl::StatusOr<std::vector<Transcript>> claimed =
      store_.Claim(stage_, kMostAtOnce, options_.lease);
  if (!claimed.ok()) return 0;
  for (const Transcript& transcript : *claimed) Run(transcript);
  return static_cast<int>(claimed->size());
}

void Dispatcher::Run(const Transcript& transcript) {
  base::Span span =
      base::ContinueSpan(SpanName(stage_), base::SpanKind::kConsumer, transcript.trace);
  span.Set("lossy.transcript_id", transcript.id);
  span.Set("lossy.attempts", transcript.attempts);
  const base::CurrentTrace current(span.context());
  work_(transcript);
}

void Dispatcher::Loop() {
  bool announced = false;
  for (;;) {
    const absl::Duration pause = Look(announced);
    RenewLeases();
    base::MutexLock lock(mutex_);
    const absl::Time deadline = std::min(base::SteadyNow() + pause, renew_at_);
    while (!woken_ && !stop_ && changed_.WaitUntil(mutex_, deadline)) continue;
    if (stop_) return;
    // More work may be ready after a claim, because earlier transcripts of the same sessions are
    // claimed now.
    announced = std::exchange(woken_, false) || pause == absl::ZeroDuration();
  }
}

absl::Duration Dispatcher::Look(bool announced) {
  absl::Duration due;
  if (!announced) {
    const absl::StatusOr<absl::Duration> until = store_.UntilDue(stage_);
    if (!until.ok()) return options_.poll;
    due = *until;
  }
  if (due <= absl::ZeroDuration() && ClaimAndPost() > 0) return absl::ZeroDuration();
  return std::max(options_.poll, std::min(due, options_.idle_poll));
}

int Dispatcher::ClaimAndPost() {
  int free = 0;
  {
    base::MutexLock lock(mutex_);
    free = options_.threads - static_cast<int>(working_.size());
  }
  if (free <= 0) return 0;
  const std::vector<std::string> busy = BusyUsers();
  const std::vector<absl::string_view> views(busy.begin(), busy.end());
  absl::StatusOr<std::vector<Transcript>> claimed =
      store_.Claim(stage_, std::min(free, kMostAtOnce), options_.lease, views);
  if (!claimed.ok()) return 0;
  for (Transcript& transcript : *claimed) {
    {
      base::MutexLock lock(mutex_);
      if (working_.empty()) renew_at_ = base::SteadyNow() + options_.lease / 3;
      working_.emplace(transcript.id, transcript.user_id);
    }
    workers_.Post([this, transcript = std::move(transcript)] {
      Run(transcript);
      Done(transcript.id);
    });
  }
  return static_cast<int>(claimed->size());
}

std::vector<std::string> Dispatcher::BusyUsers() {
  const int most = std::max(1, options_.threads / 2);
  absl::flat_hash_map<std::string, int> threads;
  std::vector<std::string> busy;
  base::MutexLock lock(mutex_);
  for (const auto& [id, user_id] : working_) {
    if (++threads[user_id] == most) busy.push_back(user_id);
  }
  return busy;
}

void Dispatcher::Done(const std::string& id) {
  {
    base::MutexLock lock(mutex_);
    working_.erase(id);
    woken_ = true;
    if (working_.empty()) renew_at_ = absl::InfiniteFuture();
  }
  changed_.NotifyAll();
}

void Dispatcher::RenewLeases() {
  std::vector<TranscriptStore::Key> keys;
  {
    base::MutexLock lock(mutex_);
    if (base::SteadyNow() < renew_at_) return;
    for (const auto& [id, user_id] : working_) keys.push_back({.user_id = user_id, .id = id});
    renew_at_ = base::SteadyNow() + options_.lease / 3;
  }
  // If this fails, the lease may expire and another replica repeats the work. It makes the same
  // note.
  store_.Renew(keys, options_.lease).IgnoreError();
}

}  // namespace lossy::agent
