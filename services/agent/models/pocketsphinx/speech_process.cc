#include "services/agent/models/pocketsphinx/speech_process.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/agent/models/pocketsphinx/confinement.h"
#include "services/agent/models/pocketsphinx/framed_socket.h"
#include "services/agent/models/pocketsphinx/spawn.h"

namespace lossy::agent {
namespace {

absl::Status Describe(int ending) {
  if (WIFSIGNALED(ending) && WTERMSIG(ending) == SIGXCPU) {
    return absl::ResourceExhaustedError("it took more processor time than it may");
  }
  if (WIFEXITED(ending) && WEXITSTATUS(ending) == kOutOfMemory) {
    return absl::ResourceExhaustedError("it took more memory than it may");
  }
  if (WIFSIGNALED(ending) && WTERMSIG(ending) == SIGSYS) {
    return absl::PermissionDeniedError("it made a system call that it must not make");
  }
  if (WIFSIGNALED(ending)) {
    return absl::AbortedError(absl::StrCat("it ended by signal ", WTERMSIG(ending)));
  }
  return absl::AbortedError(absl::StrCat("it ended with status ", WEXITSTATUS(ending)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<SpeechProcess>> SpeechProcess::Start(
    const std::vector<std::string>& command, absl::Time deadline) {
  absl::StatusOr<Spawned> spawned = Spawn(command);
  if (!spawned.ok()) return spawned.status();
  auto process = std::unique_ptr<SpeechProcess>(new SpeechProcess(spawned->pid, spawned->socket));
  absl::StatusOr<Answer> answer = process->AwaitAnswer(deadline);
  if (!answer.ok()) return answer.status();
  if (answer->outcome == Outcome::kFailed) return absl::UnavailableError(answer->text);
  if (answer->outcome != Outcome::kReady) return absl::DataLossError("it did not say it is ready");
  process->confinement_ = std::move(answer->text);
  return process;
}

SpeechProcess::~SpeechProcess() {
  close(socket_);
  if (!reaped_) Reap();
}

absl::StatusOr<Answer> SpeechProcess::Ask(absl::string_view audio, absl::Time deadline) {
  const absl::Status sent = SendFrame(socket_, EncodeRequest(++number_, audio), deadline);
  if (!sent.ok()) return Explain(sent);
  absl::StatusOr<Answer> answer = AwaitAnswer(deadline);
  if (!answer.ok()) return answer.status();
  if (answer->number != number_ || answer->outcome == Outcome::kReady) {
    return absl::DataLossError("it answered what it was not asked");
  }
  if (answer->outcome == Outcome::kFailed) return absl::ResourceExhaustedError(answer->text);
  return answer;
}

bool SpeechProcess::IsIdle() const {
  pollfd watched{.fd = socket_, .events = POLLIN, .revents = 0};
  return poll(&watched, 1, 0) == 0;
}

void SpeechProcess::Interrupt() const { shutdown(socket_, SHUT_RDWR); }

absl::StatusOr<Answer> SpeechProcess::AwaitAnswer(absl::Time deadline) {
  const absl::StatusOr<std::string> body = ReceiveFrame(socket_, kMaxAnswerBytes, deadline);
  if (!body.ok()) return Explain(body.status());
  absl::StatusOr<Answer> answer = DecodeAnswer(*body);
  if (!answer.ok()) return absl::DataLossError(answer.status().message());
  return answer;
}

absl::Status SpeechProcess::Explain(const absl::Status& status) {
  if (absl::IsInvalidArgument(status)) return absl::DataLossError(status.message());
  if (!absl::IsUnavailable(status) || reaped_) return status;
  return Describe(Reap());
}

int SpeechProcess::Reap() {
  // A process that is ending ignores this. A process that only closed its socket would never end.
  kill(pid_, SIGKILL);
  int ending = 0;
  while (waitpid(pid_, &ending, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  return ending;
}

}  // namespace lossy::agent
