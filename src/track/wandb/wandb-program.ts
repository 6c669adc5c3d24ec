/**
 * What the Python process runs, given as `python -c`, so that no file needs to be found: it reads requests from its
 * input, a line of JSON each, hands their events to the official package, and answers each with a line. wandb's own
 * words go to the standard error. Each event has the number that it has among its run's; wandb passes over those that a
 * run has already, so that what comes twice is there once.
 */
export const wandbProgram = `
import json, os, re, sys

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import wandb

task = json.loads(sys.stdin.readline())
runs = {}

def open_run(name):
    run = runs.get(name)
    if run is None:
        run = wandb.init(
            project=task["project"], dir=task["folder"], mode=task["mode"], id=task["ids"][name], name=name,
            group=task["group"], job_type="run" if name == task["run"] else "training",
            resume=None if task["mode"] == "offline" else "allow", reinit="create_new",
            settings=wandb.Settings(console="off", silent=True, x_disable_stats=True, disable_git=True, disable_code=True))
        run.define_metric("*", step_metric="step")
        runs[name] = run
    return run

def log(run, event, values):
    at = {"step": event["step"]} if "step" in event else {}
    run.log({**values, **at}, step=event["number"], commit=True)

def log_file(run, event):
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", run.id + "-" + event["name"])[:120]
    artefact = wandb.Artifact(name, type="recdistill", metadata={"path": event["name"]})
    artefact.add_file(event["path"], event["name"])
    run.log_artifact(artefact)

def deliver(event):
    run = open_run(event["run"])
    kind = event["kind"]
    if kind == "started":
        run.config.update(event["settings"], allow_val_change=True)
    elif kind == "scalars":
        log(run, event, {name: value for name, value in event["values"].items() if value is not None})
    elif kind == "histogram":
        found = event["histogram"]
        log(run, event, {event["name"]: wandb.Histogram(np_histogram=(found["counts"], found["edges"]))})
    elif kind == "figure":
        log(run, event, {event["name"]: wandb.Html(event["html"], inject=False)})
    elif kind == "artefact":
        log_file(run, event)
    elif kind == "finished":
        for name, value in event["values"].items():
            if value is not None:
                run.summary[name] = value
        run.finish(exit_code=0 if event.get("status", "finished") == "finished" else 1)
        del runs[event["run"]]

def answer_to(request):
    try:
        for event in request["events"]:
            task["ids"][event["run"]] = event["id"]
            deliver(event)
        return {}
    except (TypeError, ValueError, FileNotFoundError) as error:
        return {"refused": repr(error)}
    except Exception as error:
        return {"error": type(error).__name__ + ": " + str(error)}

task["ids"] = {}
print(json.dumps({"version": wandb.__version__}), file=answers, flush=True)
for line in sys.stdin:
    print(json.dumps(answer_to(json.loads(line))), file=answers, flush=True)
wandb.teardown()
`;
