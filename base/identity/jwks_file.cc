#include "base/identity/jwks_file.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/key_file.h"
#include "base/text/path_list.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kReminderPause = absl::Minutes(1);

absl::Status At(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat(path, ": ", status.message())};
}

// The problem of one key of a set that has no usable key.
absl::Status NotUsable(const SkippedKey& key) {
  return absl::InvalidArgumentError(
      absl::StrCat("no key can verify HS256, RS256, ES256 or EdDSA; key ", key.index,
                   key.kid.empty() ? "" : absl::StrCat(" (\"", key.kid, "\")"), ": ", key.problem));
}

}  // namespace

JwksFile::Contents JwksFile::Read(const std::vector<std::string>& paths) {
  Contents contents;
  for (const std::string& path : paths) contents.push_back(ReadKeyFile(path));
  return contents;
}

absl::StatusOr<Jwks> JwksFile::Parse(const std::vector<std::string>& paths,
                                     const Contents& contents, const Options& options) {
  Jwks all;
  absl::Status problem;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!contents[i].ok()) return contents[i].status();
    std::vector<SkippedKey> skipped;
    if (absl::Status added = all.Add(*contents[i], &skipped); !added.ok()) {
      return At(paths[i], added);
    }
    for (const SkippedKey& key : skipped) {
      problem.Update(At(paths[i], NotUsable(key)));
      if (options.on_skipped) options.on_skipped(paths[i], key);
    }
  }
  if (all.size() == 0 && !problem.ok()) return problem;
  return all;
}

absl::StatusOr<std::shared_ptr<JwksFile>> JwksFile::Open(absl::string_view paths,
                                                         const Clock& clock, Options options) {
  std::vector<std::string> files = SplitPaths(paths);
  if (files.empty()) return absl::InvalidArgumentError("no JWKS file is named");
  Contents contents = Read(files);
  absl::StatusOr<Jwks> keys = Parse(files, contents, options);
  if (!keys.ok()) return keys.status();
  if (keys->size() == 0) return absl::InvalidArgumentError(absl::StrCat(paths, ": no key"));
  return std::shared_ptr<JwksFile>(new JwksFile(std::move(files), std::move(contents),
                                                *std::move(keys), clock, std::move(options)));
}

JwksFile::JwksFile(std::vector<std::string> paths, Contents contents, Jwks keys, const Clock& clock,
                   Options options)
    : paths_(std::move(paths)),
      clock_(clock),
      options_(std::move(options)),
      contents_(std::move(contents)),
      keys_(std::make_shared<const Jwks>(std::move(keys))),
      checked_at_(clock.Steady()) {}

std::shared_ptr<const Jwks> JwksFile::Get() {
  const absl::Time now = clock_.Steady();
  {
    MutexLock lock(mutex_);
    if (now - checked_at_ < options_.check_interval) return keys_;
    checked_at_ = now;
  }
  Reload(now);
  MutexLock lock(mutex_);
  return keys_;
}

std::shared_ptr<const Jwks> JwksFile::Settled() {
  {
    MutexLock reload(reload_mutex_);
  }
  MutexLock lock(mutex_);
  return keys_;
}

void JwksFile::Reload(absl::Time now) {
  if (!reload_mutex_.TryLock()) return;
  ReloadLocked(now);
  reload_mutex_.Unlock();
}

void JwksFile::ReloadLocked(absl::Time now) {
  Contents contents = Read(paths_);
  const bool reminds = broken_ && now - reported_at_ >= kReminderPause;
  if (contents == contents_ && !reminds) return;
  contents_ = std::move(contents);
  absl::StatusOr<Jwks> fresh = Parse(paths_, contents_, options_);
  const absl::Status status = fresh.status();
  if (status.ok()) {
    MutexLock lock(mutex_);
    keys_ = std::make_shared<const Jwks>(*std::move(fresh));
  }
  broken_ = !status.ok();
  reported_at_ = now;
  if (options_.on_reload) options_.on_reload(status);
}

}  // namespace lossy::base
