#include "deploy/lossyctl/command_groups.h"
#include "deploy/lossyctl/privacy.h"

namespace lossy::lossyctl {

CommandGroup DataCommands() {
  const CommandFlag video = {"video", "HOST:PORT,…"};
  const CommandFlag agent = {"agent", "HOST:PORT,…"};
  const CommandFlag user = {"user", "U", true};
  return {
      .title = "Stored data",
      .commands = {
          {.name = "user export",
           .arguments = "USER",
           .summary = "writes all stored data of a user to JSON and audio files",
           .flags = {{"out", "DIR", true}, video, {"notes", "HOST:PORT,…"}, agent},
           .examples = {"lossyctl user export ana --out=ana --key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(ExportUser)},
          {.name = "user erase",
           .arguments = "USER",
           .summary = "erases all stored data of a user, and waits until every service has done so",
           .flags = {{"wait_seconds", "SECONDS"}, video},
           .examples = {"lossyctl user erase ana --key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(EraseUser)},
          {.name = "video delete",
           .arguments = "VIDEO",
           .summary =
               "deletes a user's video, its notes, and the transcripts and recordings behind "
               "them",
           .flags = {user, video},
           .examples = {"lossyctl video delete 01a20e45-f767-781c-8b61-a9120ad6f511 --user=ana "
                        "--key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(DeleteVideo)},
          {.name = "recording delete",
           .arguments = "RECORDING",
           .summary = "deletes a user's recording and the words that were recognised in it",
           .flags = {user, agent},
           .examples = {"lossyctl recording delete 01a20e45-f767-781c-8b61-a9120ad6f512 --user=ana "
                        "--key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(DeleteRecording)},
      }};
}

}  // namespace lossy::lossyctl
