#include "services/agent/pipeline/dispatcher.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "base/trace/continued_trace.h"
#include "base/trace/current_trace.h"
#include "base/trace/span.h"

namespace lossy::agent {
namespace {

constexpr int kMostAtOnce = 64;

// The most threads of one user.
std::size_t ShareOfAUser(int threads) { return static_cast<std::size_t>(std::max(1, threads / 2)); }

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

absl::StatusOr<bool> Dispatcher::Keep(const Transcript& words) {
  Transcript named = words;
  named.id = base::NewUuid();
  const bool reserved = Reserve(named);
  absl::StatusOr<KeptWords> kept =
      store_.KeepClaimed(named, reserved ? options_.lease : absl::ZeroDuration());
  if (kept.ok() && kept->claimed) {
    Post(*std::move(kept->claimed));
    return true;
  }
  if (reserved) Done(named.id, absl::nullopt);
  if (!kept.ok()) return kept.status();
  if (kept->is_new) Await(named, kept->follows);
  return kept->is_new;
}

// The end of the earlier utterance claims words that follow it. It may have ended meanwhile.
void Dispatcher::Await(const Transcript& words, bool follows) {
  base::MutexLock lock(mutex_);
  waiting_users_.insert(words.user_id);
  if (follows) return LookSoon();
  woken_ = true;
  changed_.NotifyAll();
}

void Dispatcher::LookSoon() {
  const absl::Time soon = base::SteadyNow() + options_.poll;
  if (soon >= look_at_) return;
  look_at_ = soon;
  changed_.NotifyAll();
}

bool Dispatcher::Reserve(const Transcript& words) {
  base::MutexLock lock(mutex_);
  if (others_wait_ || waiting_users_.contains(words.user_id)) return false;
  if (working_.size() >= static_cast<std::size_t>(options_.threads)) return false;
  std::size_t own = 0;
  for (const auto& [id, work] : working_) own += work.user_id == words.user_id ? 1 : 0;
  if (own >= ShareOfAUser(options_.threads)) return false;
  Add(words);
  return true;
}

void Dispatcher::Add(const Transcript& transcript) {
  const absl::Time now = base::SteadyNow();
  working_.emplace(transcript.id, InProgress{.user_id = transcript.user_id, .leased_at = now});
  if (renew_at_ < absl::InfiniteFuture()) return;
  renew_at_ = now + options_.lease / 3;
  changed_.NotifyAll();
}

void Dispatcher::Post(Transcript transcript) {
  workers_.Post([this, transcript = std::move(transcript)]() mutable {
    NextWords next{.lease = LeaseOfNext(), .claimed = {}};
    if (next.lease > absl::ZeroDuration()) transcript.next = &next;
    Run(transcript);
    Done(transcript.id, next.claimed);
    if (next.claimed) Post(*std::move(next.claimed));
  });
}

// While all threads are busy, other users may wait: then each user gets a thread in turn.
absl::Duration Dispatcher::LeaseOfNext() {
  base::MutexLock lock(mutex_);
  const bool may_follow = stage_ == Stage::kDraft && !stop_ && !others_wait_ &&
                          working_.size() < static_cast<std::size_t>(options_.threads);
  return may_follow ? options_.lease : absl::ZeroDuration();
}

void Dispatcher::Wake() {
  {
    base::MutexLock lock(mutex_);
    others_wait_ = true;
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
    look_at_ = base::SteadyNow() + pause;
    while (!woken_ && !stop_ && changed_.WaitUntil(mutex_, std::min(look_at_, renew_at_))) continue;
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
    if (due > absl::ZeroDuration()) {
      base::MutexLock lock(mutex_);
      others_wait_ = false;
    }
  }
  if (due <= absl::ZeroDuration() && ClaimAndPost() > 0) return absl::ZeroDuration();
  return std::max(options_.poll, std::min(due, options_.idle_poll));
}

int Dispatcher::ClaimAndPost() {
  int free = 0;
  {
    base::MutexLock lock(mutex_);
    free = options_.threads - static_cast<int>(working_.size());
    others_wait_ = others_wait_ || free <= 0;
  }
  if (free <= 0) return 0;
  const std::vector<std::string> busy = BusyUsers();
  const std::vector<absl::string_view> views(busy.begin(), busy.end());
  TranscriptStore::Unclaimed left;
  absl::StatusOr<std::vector<Transcript>> claimed =
      store_.Claim(stage_, std::min(free, kMostAtOnce), options_.lease, views, &left);
  if (!claimed.ok()) return 0;
  {
    base::MutexLock lock(mutex_);
    others_wait_ = left.others;
    for (const Transcript& transcript : *claimed) {
      Add(transcript);
      waiting_users_.erase(transcript.user_id);
    }
    for (std::string& user_id : left.users) waiting_users_.insert(std::move(user_id));
  }
  for (Transcript& transcript : *claimed) Post(std::move(transcript));
  return static_cast<int>(claimed->size());
}

std::vector<std::string> Dispatcher::BusyUsers() {
  const std::size_t most = ShareOfAUser(options_.threads);
  absl::flat_hash_map<std::string, std::size_t> threads;
  std::vector<std::string> busy;
  base::MutexLock lock(mutex_);
  for (const auto& [id, work] : working_) {
    if (++threads[work.user_id] == most) busy.push_back(work.user_id);
  }
  return busy;
}

// The end of an utterance frees a thread, and its session's next utterance, unless it claimed that.
// If it failed, it is due again after a delay, which the next look finds.
void Dispatcher::Done(const std::string& id, const absl::optional<Transcript>& next) {
  base::MutexLock lock(mutex_);
  const auto done = working_.extract(id);
  if (next) return Add(*next);
  if (!others_wait_ && (done.empty() || waiting_users_.erase(done.mapped().user_id) == 0)) {
    return LookSoon();
  }
  woken_ = true;
  changed_.NotifyAll();
}

void Dispatcher::RenewLeases() {
  std::vector<TranscriptStore::Key> keys;
  {
    const absl::Time now = base::SteadyNow();
    base::MutexLock lock(mutex_);
    if (now < renew_at_) return;
    for (auto& [id, work] : working_) {
      if (now - work.leased_at < options_.lease / 3) continue;
      keys.push_back({.user_id = work.user_id, .id = id});
      work.leased_at = now;
    }
    renew_at_ = working_.empty() ? absl::InfiniteFuture() : now + options_.lease / 3;
  }
  if (keys.empty()) return;
  // If this fails, the lease may expire and another replica repeats the work. It makes the same
  // note.
  store_.Renew(keys, options_.lease).IgnoreError();
}

}  // namespace lossy::agent
