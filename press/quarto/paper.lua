-- Nothing folds on paper: the folded code of a picture is left out, a folded solution stands where it is.
function Div(cell)
  if not cell.classes:includes("cell") or cell.identifier:match("^solution%-") then return nil end
  return cell:walk({
    CodeBlock = function(code)
      if code.attributes["code-fold"] == "true" then return {} end
    end,
  })
end
