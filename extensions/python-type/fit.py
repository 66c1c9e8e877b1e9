import json
import sys

values = json.load(open("values.json"))
for step in range(0, 101, 25):
    print(f"{step:3d}%|{'#' * (step // 10):10}| {step}/100")
json.dump({"beta": values["beta"], "twice": 2 * values["beta"], "name": values["name"]}, open("result.json", "w"))
